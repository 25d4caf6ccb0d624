# bash completion for secure-export: subcommands, options and views are asked of the program itself.
_secure_export() {
    local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]} program=${COMP_WORDS[0]} words=
    COMPREPLY=()
    case $previous in
        --data-dir | --plugins) mapfile -t COMPREPLY < <(compgen -d -- "$current"); return ;;
        --tls-cert | --tls-key | --config) mapfile -t COMPREPLY < <(compgen -f -- "$current"); return ;;
        --log-level) words="error warning info debug" ;;
        --format) words="table csv json" ;;
        *)
            if [[ $COMP_CWORD -eq 1 || $previous == help ]]; then
                words="$("$program" help 2>/dev/null | sed -n 's/^  \([a-z][a-z-]*\)  .*/\1/p') --help --version"
            elif [[ $current == -* ]]; then
                words=$("$program" help "${COMP_WORDS[1]}" 2>/dev/null | grep -oE -- '--[a-z][a-z-]*' | sort -u)
            elif [[ $COMP_CWORD -eq 2 ]]; then
                words=$("$program" help "${COMP_WORDS[1]}" 2>/dev/null |
                    sed -nE "s/^(usage:|      ) secure-export ${COMP_WORDS[1]} ([a-z][a-z-]*).*/\2/p")
                [[ ${COMP_WORDS[1]} == query ]] && words+=" open_incidents alert_history ci_bindings unbound_resources
                    parked rejected_callers deliveries_per_hour desk_states happenings"
            fi
            ;;
    esac
    mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
    # Where nothing of ours fits, a file may.
    [[ ${#COMPREPLY[@]} -gt 0 || $current == -* ]] || mapfile -t COMPREPLY < <(compgen -f -- "$current")
}
complete -o filenames -F _secure_export secure-export
