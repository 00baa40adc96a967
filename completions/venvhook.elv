# Tab completion of venvhook for elvish 0.17 or later: `eval (venvhook completions elvish | slurp)`.
# What could stand at the cursor says the program itself.

use re
use str

set edit:completion:arg-completer[venvhook] = {|@words|
  var shells-own = ''
  var found = $false
  (external venvhook) complete elvish -- $@words 2>/dev/null | each {|line|
    var kind value help = (str:split "\t" $line)
    if (eq $kind word) {
      set found = $true
      var about = ''
      if (not-eq $help '') { set about = '  ('$help')' }
      edit:complex-candidate $value &display=$value$about
    } else {
      set shells-own = $kind
    }
  }
  # Names of files where there is nothing better: one that is among the words would be there twice.
  if $found {
    nop
  } elif (eq $shells-own commands) {
    edit:complete-sudo venvhook $words[-1]
  } elif (not-eq $shells-own '') {
    # Maybe behind an option's =.
    var option = ''
    if (re:match '^--[^=]*=' $words[-1]) { set option = (re:find &max=1 '^--[^=]*=' $words[-1])[text] }
    edit:complete-filename (str:trim-prefix $words[-1] $option) | each {|file|
      edit:complex-candidate $option$file[stem] &code-suffix=$file[code-suffix] &display=$file[stem]
    }
  }
}
