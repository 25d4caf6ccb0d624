#!/bin/sh
# Sets up the Azure side with the Azure CLI: the application registration with its role, the role's assignment to Azure
# Monitor's notification service, and an action group that posts to this endpoint.  Run it twice without harm: what it finds
# is kept and only what is missing is added.
#
#     sh set-up.sh --endpoint https://HOST/azure-monitor/alerts --resource-group NAME [options]
#
#     --name NAME     of the application and of the action group (secure-export)
#     --app-id GUID   use this application, whatever its name
#     --dry-run       print the commands that change something instead of running them; without `az`, those of a fresh set-up
#
# Needs `az login` as somebody who may register applications and assign roles (Application Administrator) and may write to
# the resource group (Monitoring Contributor).
# Sources: https://learn.microsoft.com/azure/azure-monitor/alerts/action-groups#configure-authentication-for-secure-webhook
set -eu
here=$(cd "$(dirname "$0")" && pwd)
endpoint='' group='' name=secure-export client='' dry=no
caller=${SECURE_EXPORT_CALLER:-461e8683-5575-4561-ac7f-899cc907d62a}  # the public cloud's; US Government has another
role_name=ActionGroupsSecureWebhook

usage() { sed -n 's/^#     //p' "$0" >&2; exit 2; }
wrong() { echo "set-up: $*" >&2; exit 2; }
fail() { echo "set-up: $*" >&2; exit 1; }
while [ $# -gt 0 ]; do
    case "$1" in
        --endpoint) endpoint=${2:-}; shift 2 || usage ;;
        --resource-group) group=${2:-}; shift 2 || usage ;;
        --name) name=${2:-}; shift 2 || usage ;;
        --app-id) client=${2:-}; shift 2 || usage ;;
        --dry-run) dry=yes; shift ;;
        *) usage ;;
    esac
done
if [ -z "$endpoint" ] || [ -z "$group" ]; then usage; fi
# These stand in queries and JSON below.
case "$endpoint" in https://?*) ;; *) wrong "the endpoint must begin with https://" ;; esac
case "$endpoint" in *[!A-Za-z0-9.:/_~%-]*) wrong "the endpoint has a character that does not belong there: $endpoint" ;; esac
case "$name" in "" | *[!A-Za-z0-9._-]*) wrong "--name takes letters, digits, '.', '_' and '-'" ;; esac
case "$client" in *[!0-9A-Fa-f-]*) wrong "--app-id takes the application (client) id, a GUID" ;; esac
case "$group" in *[!A-Za-z0-9._\(\)-]*) wrong "--resource-group takes a name, not \"$group\"" ;; esac

# Whether what is there can be looked at: a dry run goes without.
looking=yes
if ! command -v az >/dev/null; then
    [ "$dry" = yes ] || fail "the Azure CLI (az) is not installed: https://aka.ms/installazurecli"
    looking=no
elif ! az account show >/dev/null 2>&1; then
    [ "$dry" = yes ] || fail "nobody is signed in: run az login"
    looking=no
fi
[ "$looking" = yes ] || echo "Without az, signed in, nothing can be looked at: these are the commands of a fresh set-up." >&2
look() { [ "$looking" = no ] || az "$@"; }

# A command as a shell would take it.
show() {
    printf '+' >&2
    for word in "$@"; do
        case "$word" in
            "" | *[!A-Za-z0-9_./:=@-]*) printf " '%s'" "$(printf '%s' "$word" | sed "s/'/'\\\\''/g")" >&2 ;;
            *) printf ' %s' "$word" >&2 ;;
        esac
    done
    echo >&2
}
# Prints what it was asked to run, and in a dry run the name of the id that it would have given.
change() {
    given=$1; shift
    show "$@"
    if [ "$dry" = yes ]; then echo "$given"; else "$@"; fi
}

echo "1. The application registration" >&2
if [ -z "$client" ]; then
    # A filter, not --display-name: that one finds every application whose name begins so.
    found=$(look ad app list --filter "displayName eq '$name'" --query '[].appId' -o tsv)
    if [ "$(printf '%s\n' "$found" | grep -c .)" -gt 1 ]; then
        fail "several applications are called $name; say which with --app-id:
$found"
    fi
    client=$found
fi
if [ -z "$client" ]; then
    client=$(change CLIENT-ID az ad app create --display-name "$name" --app-roles "@$here/app-roles.json" --query appId -o tsv)
fi
of_app() { [ "$client" = CLIENT-ID ] || look ad app show --id "$client" --query "$1" -o "${2:-tsv}"; }
object=$(of_app id)
[ -n "$object" ] || object=OBJECT-ID

role=$(of_app "appRoles[?value=='$role_name' && isEnabled].id")
if [ -z "$role" ]; then
    role=$(sed -n 's/.*"id": "\(.*\)".*/\1/p' "$here/app-roles.json")
    if [ "$client" != CLIENT-ID ] && [ "$looking" = yes ]; then
        # Setting the list replaces it, so it is what is there and ours.  Graph gives "origin" and does not take it back.
        kept="appRoles[?value!='$role_name'].{allowedMemberTypes: allowedMemberTypes, description: description, displayName: displayName, id: id, isEnabled: isEnabled, value: value}"
        ours=$(tr -d '\n' <"$here/app-roles.json")
        change "" az ad app update --id "$client" --app-roles "$(of_app "[$kept, \`$ours\`][]" json)" >/dev/null
    fi
fi

uri=api://$client
uris=$(of_app 'identifierUris[]' | tr '\n\t' '  ')
case " $uris " in
    *" $uri "*) ;;
    # The list is replaced, too.
    *) # shellcheck disable=SC2086
       change "" az ad app update --id "$client" --identifier-uris $uris "$uri" >/dev/null
       uris="$uris $uri" ;;
esac

# Azure lets only an owner of the application put it into an action group.
me=$(look ad signed-in-user show --query id -o tsv 2>/dev/null || true)  # a service principal is no user
if [ -n "$me" ] && [ "$client" != CLIENT-ID ]; then
    [ -n "$(look ad app owner list --id "$client" --query "[?id=='$me'].id" -o tsv)" ] ||
        change "" az ad app owner add --id "$client" --owner-object-id "$me" >/dev/null
fi

echo "2. Service principals: ours, and Azure Monitor's notification service" >&2
principal() { look ad sp list --filter "appId eq '$1'" --query '[0].id' -o tsv; }
ours=$( [ "$client" = CLIENT-ID ] || principal "$client")
[ -n "$ours" ] || ours=$(change OUR-PRINCIPAL az ad sp create --id "$client" --query id -o tsv)
theirs=$(principal "$caller")
[ -n "$theirs" ] || theirs=$(change THEIR-PRINCIPAL az ad sp create --id "$caller" --query id -o tsv)

echo "3. The role for the notification service" >&2
graph=$(look cloud show --query endpoints.microsoftGraphResourceId -o tsv)
graph=${graph:-https://graph.microsoft.com/}
assignments="${graph%/}/v1.0/servicePrincipals/$ours/appRoleAssignedTo"
assigned=$( [ "$ours" = OUR-PRINCIPAL ] || look rest --method GET --url "$assignments" \
    --query "value[?principalId=='$theirs' && appRoleId=='$role'].id" -o tsv)
[ -n "$assigned" ] || change "" az rest --method POST --url "$assignments" \
    --body "{\"principalId\":\"$theirs\",\"resourceId\":\"$ours\",\"appRoleId\":\"$role\"}" >/dev/null

echo "4. The action group" >&2
tenant=$(look account show --query tenantId -o tsv)
tenant=${tenant:-TENANT-ID}
there=$(look resource list --resource-group "$group" --name "$name" --resource-type Microsoft.Insights/actionGroups \
    --query '[0].id' -o tsv)
put_action_group() {
    if [ -z "$there" ]; then
        change "" az deployment group create --resource-group "$group" --template-file "$here/action-group.json" \
            --parameters name="$name" serviceUri="$endpoint" applicationObjectId="$object" applicationId="$client" \
            identifierUri="$uri"
        return
    fi
    # A group is replaced as a whole: what it has stays, and our receiver takes the place of an earlier one.
    url="$there?api-version=2023-01-01"
    receiver="{\"name\": \"secure-export\", \"serviceUri\": \"$endpoint\", \"useCommonAlertSchema\": true, \"useAadAuth\": true, \"objectId\": \"$object\", \"identifierUri\": \"$uri\", \"tenantId\": \"$tenant\"}"
    body=$(look rest --method GET --url "$url" --query "{location: location, tags: tags, properties: merge(properties, {webhookReceivers: [properties.webhookReceivers[?name!='secure-export' && serviceUri!='$endpoint'], \`[$receiver]\`][]})}" -o json)
    change "" az rest --method PUT --url "$url" --body "$body"
}
if ! said=$(put_action_group 2>&1); then
    printf '%s\n' "$said" >&2
    case "$said" in
        *AadWebhookResourceNotOwnedByCaller*)
            fail "Azure lets only an owner of the application $client put it into an action group (AadWebhookResourceNotOwnedByCaller).
Have one of its owners run: az ad app owner add --id $client --owner-object-id YOUR-OBJECT-ID
wait a minute or two, and run this again." ;;
    esac
    fail "the action group was not written; what was done before stays, so run this again"
fi
printf '%s\n' "$said" | grep '^+' >&2

audiences=
for one in $uris "$client"; do audiences="$audiences${audiences:+, }\"$one\""; done
cat <<TEXT
Put this into the connection of Secure Export (the URI is in tokens of version 1.0, the bare id in those of 2.0):
  "tenant_id": "$tenant", "audiences": [$audiences]
Then press "Test" in the action group, and look: secure-export query open_incidents
TEXT
