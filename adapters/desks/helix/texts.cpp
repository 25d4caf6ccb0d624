#include "adapters/desks/helix/texts.h"

namespace secure_export::desks::helix {

std::vector<DeskText> texts() {
    return {
        {"en", "auth", "", "jwt: user and password at the desk; rsso: a refresh token at single sign-on."},
        {"en", "token_url", "Address of the token endpoint", "It ends in /rsso/oauth2/token."},
        {"en", "customer_login", "Customer of new incidents", "Login_ID of a person; empty: the user."},
        {"en", "status", "Status of a new incident"},
        {"en", "reported_source", "Reported Source of a new incident"},
        {"en", "service_type", "Service Type of a new incident"},
        {"en", "impact_values", "Impact by level", "level = value, one a line; 1 is the highest, 4 the lowest."},
        {"en", "urgency_values", "Urgency by level", "level = value, one a line; 1 is the highest, 4 the lowest."},
        {"en", "status_reason", "Status Reason of a resolved incident"},
        {"en", "resolver_login", "Assignee login on resolving", "The Assignee Login ID that goes with it."},
        {"en", "reopen_status", "Status of a reopened incident"},
        {"en", "create_form", "Form for creating incidents"},
        {"en", "incident_form", "Form for reading and changing incidents"},
        {"en", "work_log_form", "Form for notes"},
        {"en", "transient_errors", "Temporary errors",
         "Message numbers that mean “try again later”, separated by commas."},
        {"en", "ci_namespace", "Namespace of the CMDB classes"},
        {"en", "ci_dataset", "Dataset of the CMDB"},
        {"en", "ci_forms", "Asset form by class", "ClassId = form, one a line."},

        {"de", "auth", "", "jwt: Benutzer und Passwort am Desk; rsso: ein Refresh-Token am Single Sign-On."},
        {"de", "token_url", "Adresse des Token-Endpunkts", "Sie endet auf /rsso/oauth2/token."},
        {"de", "customer_login", "Kunde neuer Incidents", "Login_ID einer Person; leer: der Benutzer."},
        {"de", "status", "Status eines neuen Incidents"},
        {"de", "reported_source", "Reported Source eines neuen Incidents"},
        {"de", "service_type", "Service Type eines neuen Incidents"},
        {"de", "impact_values", "Auswirkung nach Stufe",
         "Stufe = Wert, eine je Zeile; 1 ist die höchste, 4 die niedrigste."},
        {"de", "urgency_values", "Dringlichkeit nach Stufe",
         "Stufe = Wert, eine je Zeile; 1 ist die höchste, 4 die niedrigste."},
        {"de", "status_reason", "Statusgrund eines gelösten Incidents"},
        {"de", "resolver_login", "Anmeldename dessen, der löst", "Die zugehörige Assignee Login ID."},
        {"de", "reopen_status", "Status eines wieder geöffneten Incidents"},
        {"de", "create_form", "Formular zum Anlegen von Incidents"},
        {"de", "incident_form", "Formular zum Lesen und Ändern von Incidents"},
        {"de", "work_log_form", "Formular für Notizen"},
        {"de", "transient_errors", "Vorübergehende Fehler",
         "Meldungsnummern, die „später erneut versuchen“ bedeuten, durch Kommas getrennt."},
        {"de", "ci_namespace", "Namensraum der CMDB-Klassen"},
        {"de", "ci_dataset", "Dataset der CMDB"},
        {"de", "ci_forms", "Asset-Formular nach Klasse", "ClassId = Formular, eines je Zeile."},
    };
}

}  // namespace secure_export::desks::helix
