# Tab completion of venvhook for bash 3.2 or later: `venvhook completions bash`.
# Defines the function __venvhook_complete. What could stand at the cursor says the program itself.

__venvhook_complete() {
  local kind value
  COMPREPLY=()
  while IFS=$'\t' read -r kind value _; do
    case $kind in
      word)
        # readline quotes what it takes for file names, as the person began to. bash 3.2 has no compopt.
        if [[ $value == *[!A-Za-z0-9_./:=+@%,-]* ]] && ! builtin compopt -o filenames 2>/dev/null; then
          case ${COMP_WORDS[COMP_CWORD]-} in
            \'*) value=${value//\'/\'\\\'\'} ;;
            # In double quotes only what is special there, the backslash first.
            \"*) for kind in \\ \" \$ \`; do value=${value//"$kind"/"\\$kind"}; done ;;
            *) builtin printf -v value %q "$value" ;;
          esac
        fi
        COMPREPLY+=("$value")
        ;;
      # With names of files beside it readline would list a record by its last part, one .venv like another.
      directories) ((${#COMPREPLY[@]})) || builtin compopt -o plusdirs 2>/dev/null ;;
      files) builtin compopt -o default 2>/dev/null ;;
      commands)
        while IFS= read -r value; do
          [[ -z $value ]] || COMPREPLY+=("$value")
        done <<<"$(builtin compgen -c -- "$2")"
        ;;
    esac
  done <<<"$(exec "${__venvhook_bin:-venvhook}" complete bash -- "${COMP_LINE:0:COMP_POINT}" "$2" 2>/dev/null)"
}

complete -o default -F __venvhook_complete venvhook
