#include "adapters/desks/servicenow/texts.h"

namespace secure_export::desks::servicenow {

std::vector<DeskText> texts() {
    return {
        {"en", "auth", "", "An OAuth grant (client_credentials, password, refresh_token), basic, or an API key."},
        {"en", "correlation_display", "Text beside the key", "Set in correlation_display; empty: not set."},
        {"en", "reopen_state", "State of a reopened incident"},
        {"en", "ci_filter", "", "An encoded query that is added, for example to leave retired items out."},
        {"en", "description_limit", "Characters of a description", "Longer ones lose queries and context first."},
        {"en", "table", "Table of incidents"},
        {"en", "close_code", "Close code of a resolved incident",
         "One of the instance's own; “Test” says whether it exists."},
        {"en", "api_key", "API key", "Sent with every call."},
        {"en", "assign_from_ci", "Assignment from the CI",
         "support_group: the CI's support group; owner: its owned_by, else its assigned_to. Fields above win."},
        {"en", "priority_from_ci", "Impact follows the CI's services",
         "A critical service (busines_criticality 1 or 2) raises the impact; nothing lowers it."},

        {"de", "auth", "",
         "Ein OAuth-Verfahren (client_credentials, password, refresh_token), basic oder ein API-Schlüssel."},
        {"de", "correlation_display", "Text neben dem Schlüssel",
         "Steht in correlation_display; leer: wird nicht gesetzt."},
        {"de", "reopen_state", "Zustand eines wieder geöffneten Incidents"},
        {"de", "ci_filter", "", "Eine kodierte Abfrage, die ergänzt wird, etwa um ausgemusterte CIs auszulassen."},
        {"de", "description_limit", "Zeichen einer Beschreibung", "Längere verlieren zuerst Abfragen und Kontext."},
        {"de", "table", "Tabelle der Incidents"},
        {"de", "close_code", "Lösungscode eines gelösten Incidents",
         "Einer der Instanz; „Testen“ sagt, ob es ihn gibt."},
        {"de", "api_key", "API-Schlüssel", "Wird mit jedem Aufruf gesendet."},
        {"de", "assign_from_ci", "Zuweisung nach dem CI",
         "support_group: die Support-Gruppe des CIs; owner: sein owned_by, sonst assigned_to. Felder oben gehen vor."},
        {"de", "priority_from_ci", "Auswirkung nach den Services des CIs",
         "Ein kritischer Service (busines_criticality 1 oder 2) erhöht die Auswirkung; gesenkt wird sie nie."},
    };
}

}  // namespace secure_export::desks::servicenow
