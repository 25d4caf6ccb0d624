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
    };
}

}  // namespace secure_export::desks::itop
