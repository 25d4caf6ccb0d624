#include "adapters/desks/itop/texts.h"

namespace secure_export::desks::itop {

std::vector<DeskText> texts() {
    return {
        {"en", "correlation_field", "", "An extension field that keeps our key; empty: it is kept in the private log."},
        {"en", "organization", "Organization", "The name of the organization that incidents are opened for."},
        {"en", "class", "Class of incidents"},
        {"en", "origin", "Origin of a new incident"},
        {"en", "resolution_code", "Resolution code of a resolved incident"},
        {"en", "team", "Team", "Its id, set when an incident has to be assigned before it can be resolved."},
        {"en", "agent", "Agent", "The id of a person of that team."},

        {"de", "correlation_field", "", "Ein Erweiterungsfeld für unseren Schlüssel; leer: Er steht im privaten Log."},
        {"de", "organization", "Organisation", "Der Name der Organisation, für die Incidents eröffnet werden."},
        {"de", "class", "Klasse der Incidents"},
        {"de", "origin", "Herkunft eines neuen Incidents"},
        {"de", "resolution_code", "Lösungscode eines gelösten Incidents"},
        {"de", "team", "Team", "Seine ID, wird gesetzt, wenn ein Incident vor dem Lösen zugewiesen werden muss."},
        {"de", "agent", "Bearbeiter", "Die ID einer Person dieses Teams."},
        {"en", "assign_from_ci", "Assignment from the CI's contacts",
         "support_group: the team among them; owner: the person among them. Fields above win."},
        {"en", "priority_from_ci", "Impact follows the CI's criticity",
         "business_criticity high or medium, of the CI or an application solution of it, raises the impact; nothing "
         "lowers it."},
        {"de", "assign_from_ci", "Zuweisung nach den Kontakten des CIs",
         "support_group: das Team unter ihnen; owner: die Person unter ihnen. Felder oben gehen vor."},
        {"de", "priority_from_ci", "Auswirkung nach der Kritikalität des CIs",
         "business_criticity high oder medium, des CIs oder einer Anwendung, die es nutzt, erhöht die Auswirkung; "
         "gesenkt wird sie nie."},
    };
}

}  // namespace secure_export::desks::itop
