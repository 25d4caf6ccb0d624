-- Bodies are compressed as they come: body_form tells how (db/store/body_form.h), 0: not at all.  What was there before stays
-- as it is.
ALTER TABLE delivery ADD COLUMN body_form INTEGER NOT NULL DEFAULT 0;
