@echo off
rem venvhook's hook for cmd. Its story and its variables: after :done, where cmd need not read through them.
if not defined VENVHOOK_CMD_EL set "VENVHOOK_CMD_EL=0"
rem A console keeps its macros for a cmd that did not load the hook.
if not defined VENVHOOK_CMD_HOME goto :done
if "%~1"=="turn-off" goto :turn_off
set "VENVHOOK_CMD_WANTED="
if "%~1"=="on" if "%~2"=="" set "VENVHOOK_CMD_WANTED=1" & set "VENVHOOK_CMD_IDLE="
if "%~1"=="new" set "VENVHOOK_CMD_WANTED=1"
call :still
if defined VENVHOOK_CMD_STILL goto :done
rem A venv created or asked for on purpose is wanted, even if the user deactivated one here before.
if defined VENVHOOK_CMD_WANTED (
  set "VENVHOOK_CMD_OFF="
  set "VENVHOOK_CMD_VENV="
  if not defined VIRTUAL_ENV set "VENVHOOK_ENV="
)
rem Where ENDLOCAL goes back to is what cd says; wine's popd leaves that behind.
cd . 2>nul
rem A Ctrl-C, or a script with an error, may have ended the last run while PATH was plain.
if not defined VENVHOOK_ENV if defined VENVHOOK_CMD_WAS_PATH call :undo
if not defined VIRTUAL_ENV if defined VENVHOOK_CMD_REST call :put_together
for %%V in (REST REST_PROMPT) do set "VENVHOOK_CMD_%%V="
call :check
:done
set "VENVHOOK_CMD_WANTED="
set "VENVHOOK_CMD_STILL="
set "VENVHOOK_CMD_EL=" & exit /b %VENVHOOK_CMD_EL%

rem The whole story: after each cd, pushd, popd and change of drive the hook *looks* upwards for a directory
rem that may be a venv, the *marker*. It *compares* what it sees with what it saw when it last asked: nearly
rem always that is the same, and it returns. Else it *asks* the binary, which judges and decides, and
rem *applies* the answer. cmd cannot evaluate what a program prints, so the answer is lines of plain words,
rem each of which is a label below. For example, after `cd \b`, in a shell that inherited another venv:
rem     venvhook path 0 24
rem     venvhook drop
rem     venvhook enter Scripts
rem     venvhook answered
rem
rem cd.bat and its like end in this file, so it never returns to them. It leaves ERRORLEVEL as VENVHOOK_CMD_EL
rem says (0 where that is not set).
rem
rem A value of the user's is never part of a line that cmd parses: it is reached by a FOR variable or by
rem delayed expansion, both of which come after parsing.
rem
rem Results: a part sets the variables that the comment above it names. State is in the environment, since cmd
rem has nothing else, and so goes on in a child cmd; all of it begins with VENVHOOK_CMD_, which is left out
rem here.
rem
rem The files:
rem   init.bat                the values; then it runs load.bat, which loads macros.txt and runs this file
rem   macros.txt              doskey's macros for cd, chdir, pushd, popd and drive letters, which run
rem   cd.bat and its like     the command itself, then this file; and for venvhook, which runs
rem   venvhook.bat            the program, then this file
rem   venvhook_autorun.bat    what AutoRun calls; it runs init.bat in a cmd at which a user types
rem   venvhook.lua            for Clink, in place of the macros
rem
rem Set by init.bat or venvhook.lua:
rem   EXE               the binary
rem   NAME, NAMES       the names to look for, joined by colons; the same as FOR reads them
rem   TRUST, VOLUME     options for the binary
rem   HOME              the directory of these files (set by load.bat)
rem Handed to one run, and cleared by it:
rem   EL                the ERRORLEVEL to leave
rem   WANTED, STILL     1 where `venvhook on` or `new` called; 1 where the hook does nothing
rem   STOP              1 where the binary is asked to undo, for `venvhook off`
rem Looked at (FOUND to RECORDS, cleared after each run), and what was settled last:
rem   FOUND, ALIVE      the marker, or nothing; 1 if it has an interpreter
rem   AGE               the date and size of its pyvenv.cfg, which show a recreated venv
rem   RECORDS           the date of the records' directory, which shows an allow or a deny in another console
rem   SETTLED           all of these, VIRTUAL_ENV and VENVHOOK_ENV when the binary was last asked
rem   MARKER, STAMP     FOUND and AGE of that time
rem   VENV              VIRTUAL_ENV of that time
rem   OFF               the project whose venv the user deactivated by hand in this shell
rem   IDLE              1 after `venvhook off`
rem   GONE              1 once a message has said that the binary does not exist
rem Asked:
rem   PATH, PROMPT      copies for the binary
rem   ANSWERED, AGAIN   1 once the answer was whole; 1 where the binary is to be asked again (see :own_first)
rem The venv that this shell entered:
rem   ENTRY, ENTRIES    its own entry on PATH; all that entering put there
rem   PREFIX            what its script put in front of PROMPT
rem   PROJECT           its project, until VENVHOOK_LEAVE was called for it
rem   ENTERED           1 from entering until VENVHOOK_ENTER was called
rem   WAS_X, SET_X      variable X before entering, and after; NOW_X: when leaving
rem   REST, REST_PROMPT PATH and PROMPT as leaving will set them; left over, a run was ended half-way
rem For a moment: HERE (the directory while an own hook runs), SEPARATOR, WORDS (venvhook.lua's, for Tab).

rem ---- on, off, unload (the rest of `on` is at the top) ------------------------------------------

rem Leaves the venv that was activated here; from then on the hook does nothing in this cmd.
:turn_off
call :stop
for %%V in (SETTLED VENV OFF MARKER STAMP) do set "VENVHOOK_CMD_%%V="
set "VENVHOOK_CMD_IDLE=1"
if not "%~2"=="all" set "VENVHOOK_CMD_EL=" & exit /b 0
rem Removes the hook: the macros of this console, then every variable.
if exist "%SystemRoot%\System32\doskey.exe" (
  for /f "usebackq delims==" %%M in ("%VENVHOOK_CMD_HOME%macros.txt") do (
    "%SystemRoot%\System32\doskey.exe" %%M=
  )
)
for /f "delims==" %%V in ('set VENVHOOK_CMD_') do set "%%V="
exit /b 0

:stop
if not defined VENVHOOK_ENV exit /b 0
if not exist "%VENVHOOK_CMD_EXE%" exit /b 0
set "VENVHOOK_CMD_STOP=1"
call :ask
set "VENVHOOK_CMD_STOP="
goto :forget_facts

rem Sets STILL where the hook is off in this cmd, or VENVHOOK_DISABLE keeps it so.
:still
set "VENVHOOK_CMD_STILL=%VENVHOOK_CMD_IDLE%"
if not defined VENVHOOK_DISABLE exit /b 0
setlocal EnableDelayedExpansion
set "still=1"
if "!VENVHOOK_DISABLE!"=="" set "still="
for %%N in (0 n no f false off) do if /i "!VENVHOOK_DISABLE!"=="%%N" set "still="
endlocal & if "%still%"=="1" set "VENVHOOK_CMD_STILL=1"
exit /b 0

rem ---- Look --------------------------------------------------------------------------------------

rem Looks, and asks only if something is not as it was when it was last settled. In NAMES a slash stands for
rem the way up to the directory looked at.
:check
setlocal DisableDelayedExpansion
set "found="
set "alive="
set "last="
set "up=.\"
:look
call set "names=%%VENVHOOK_CMD_NAMES:/=%up%%%"
for /d %%N in (%names%) do if not defined found (
  if exist "%%~N\pyvenv.cfg" (
    set "found=%%~fN"
  ) else if exist "%%~N\Scripts\activate_this.py" set "found=%%~fN"
)
if defined found goto :found
rem A drive's root has no name; a share's has one, but nothing above it.
for %%N in ("%up%.") do (
  if exist "%up%pyvenv.cfg" (set "found=%%~fN") else if exist "%up%Scripts\activate_this.py" set "found=%%~fN"
  if "%%~nxN"=="" goto :found
  if "%%~fN"=="%last%" goto :found
  set "last=%%~fN"
)
if defined found goto :found
set "up=..\%up%"
goto :look
:found
if exist "%found%\Scripts\python.exe" set "alive=1"
if exist "%found%\bin\python.exe" set "alive=1"
set "age="
if defined found for %%F in ("%found%\pyvenv.cfg") do set "age=%%~tzF"
set "records="
for %%F in ("%VENVHOOK_CMD_HOME%..\grants") do set "records=%%~tF"
setlocal EnableDelayedExpansion
for /f "delims=" %%V in (""!found!"") do (
  endlocal & endlocal & set "VENVHOOK_CMD_FOUND=%%~V"
  set "VENVHOOK_CMD_ALIVE=%alive%" & set "VENVHOOK_CMD_AGE=%age%" & set "VENVHOOK_CMD_RECORDS=%records%"
)
rem ---- Compare and ask ---------------------------------------------------------------------------
setlocal EnableDelayedExpansion
set "now=!VENVHOOK_CMD_FOUND!*!VENVHOOK_CMD_ALIVE!*!VENVHOOK_CMD_AGE!*!VENVHOOK_CMD_RECORDS!"
set "now=!now!*!VIRTUAL_ENV!*!VENVHOOK_ENV!"
if "!now!"=="!VENVHOOK_CMD_SETTLED!" endlocal & goto :forget_facts
endlocal

rem Gives the facts to the binary, by the environment, and does what it answers.
if exist "%VENVHOOK_CMD_EXE%" set "VENVHOOK_CMD_GONE=" & call :ask & goto :settled
if not defined VENVHOOK_CMD_GONE (
  echo venvhook: the program does not exist any more; venvs are not switched until it is back >&2
)
set "VENVHOOK_CMD_GONE=1"
goto :settled
:ask
rem FOR starts a cmd of its own for the command, which may have a PROMPT of its own (wine's does), and a PATH
rem that AutoRun has changed: so both are copied, but not a PATH that no line of cmd's can hold. After the end
rem of a text Windows has nothing, and wine its last character.
call :copy PROMPT VENVHOOK_CMD_PROMPT
set "VENVHOOK_CMD_PATH="
setlocal EnableDelayedExpansion
set "long="
if defined PATH if not "!PATH:~8099,2!"=="!PATH:~8099,1!" set "long=1"
endlocal & if not "%long%"=="1" call :copy PATH VENVHOOK_CMD_PATH
set "VENVHOOK_CMD_ANSWERED="
call :ask_once
rem A program that could not be started (a virus scanner held it, a process too many) is no answer.
if not defined VENVHOOK_CMD_ANSWERED call :ask_once
set "VENVHOOK_CMD_ANSWERED="
if not defined VENVHOOK_CMD_AGAIN exit /b 0
set "VENVHOOK_CMD_AGAIN="
goto :ask
:ask_once
for /f "usebackq tokens=1-4" %%A in (`""%%VENVHOOK_CMD_EXE%%" hook cmd"`) do (
  if "%%A"=="venvhook" call :%%B %%C %%D
)
exit /b 0
:settled
setlocal EnableDelayedExpansion
set "now=!VENVHOOK_CMD_FOUND!*!VENVHOOK_CMD_ALIVE!*!VENVHOOK_CMD_AGE!*!VENVHOOK_CMD_RECORDS!"
set "now=!now!*!VIRTUAL_ENV!*!VENVHOOK_ENV!"
for /f "delims=" %%V in (""!now!"") do endlocal & set "VENVHOOK_CMD_SETTLED=%%~V"
call :copy VENVHOOK_CMD_FOUND VENVHOOK_CMD_MARKER
call :copy VENVHOOK_CMD_AGE VENVHOOK_CMD_STAMP
call :copy VIRTUAL_ENV VENVHOOK_CMD_VENV
if defined VENVHOOK_CMD_ENTERED set "VENVHOOK_CMD_ENTERED=" & call :own ENTER
:forget_facts
for %%V in (FOUND ALIVE AGE RECORDS PROMPT PATH REST REST_PROMPT) do set "VENVHOOK_CMD_%%V="
exit /b 0

rem ---- Own hooks (VENVHOOK_ENTER, VENVHOOK_LEAVE) ------------------------------------------------

rem ENTER or LEAVE: runs the batch file that VENVHOOK_ENTER or VENVHOOK_LEAVE names. It may fail, but not move
rem the shell: what follows a cd on its line would run elsewhere.
:own
if not defined VENVHOOK_%1 exit /b 0
set "VENVHOOK_CMD_HERE=%CD%"
cd .
call "%%VENVHOOK_%1%%" "%%VENVHOOK_ENV%%" "%%VENVHOOK_CMD_PROJECT%%"
if errorlevel 1 if not "%VENVHOOK_CMD_VOLUME%"=="--quiet" (
  >&2 echo venvhook: your VENVHOOK_%1 failed with status %ERRORLEVEL%
)
cd /d "%VENVHOOK_CMD_HERE%"
set "VENVHOOK_CMD_HERE="
exit /b 0

rem Once for each enter.
:own_leave
if not defined VENVHOOK_CMD_PROJECT exit /b 0
call :own LEAVE
set "VENVHOOK_CMD_PROJECT="
exit /b 0

rem ---- Variables ---------------------------------------------------------------------------------

rem FROM TO: copies a variable, whatever is in it. Where delayed expansion is on all along (/v:on), a FOR
rem variable would lose its exclamation marks.
:copy
if "!!"=="" set "%2=!%1!" & exit /b 0
setlocal EnableDelayedExpansion
if not defined %1 endlocal & set "%2=" & exit /b 0
for /f "delims=" %%V in (""!%1!"") do endlocal & set "%2=%%~V"
exit /b 0

rem TO A B C: joins the values of three variables.
:join
if "!!"=="" set "%1=!%2!!%3!!%4!" & exit /b 0
setlocal EnableDelayedExpansion
set "joined=!%2!!%3!!%4!"
for /f "delims=" %%V in (""!joined!"") do endlocal & set "%1=%%~V"
exit /b 0

rem NAME START END: cuts characters out of a variable, from START up to END.
:cut
if "!!"=="" set "%1=!%1:~0,%2!!%1:~%3!" & exit /b 0
setlocal EnableDelayedExpansion
set "rest=!%1:~0,%2!!%1:~%3!"
for /f "delims=" %%V in (""!rest!"") do endlocal & set "%1=%%~V"
exit /b 0

rem ---- The binary's answer, a line each: `venvhook LABEL WORD WORD` ------------------------------

rem The last line, always.
:answered
set "VENVHOOK_CMD_ANSWERED=1"
exit /b 0

rem The user's own leave hook may change PATH: so it runs before anything is cut out, and the binary is asked
rem again.
:own_first
call :own_leave
set "VENVHOOK_CMD_AGAIN=1"
exit /b 0

rem START END: what leaving cuts out of PATH.
:path
if not defined VENVHOOK_CMD_REST call :copy PATH VENVHOOK_CMD_REST
call :cut VENVHOOK_CMD_REST %1 %2
exit /b 0

rem START END: what leaving cuts out of PROMPT.
:prompt
call :copy PROMPT VENVHOOK_CMD_REST_PROMPT
call :cut VENVHOOK_CMD_REST_PROMPT %1 %2
exit /b 0

rem here, or none: the project whose venv the user deactivated.
:off
set "VENVHOOK_CMD_OFF="
if "%1"=="here" call :copy VENVHOOK_CMD_FOUND VENVHOOK_CMD_OFF
exit /b 0

rem The venv is the user's from now on.
:disown
call :own_leave
set "VENVHOOK_ENV="
for %%V in (ENTRY ENTRIES PREFIX WAS_PATH) do set "VENVHOOK_CMD_%%V="
exit /b 0

rem BIN WHERE: runs the venv's own script. PATH and PROMPT are plain meanwhile, since it writes them into
rem lines without quotes; they are put together after it. WHERE is `inside` where the venv is the project
rem itself. Whether it succeeded is seen by its effect: its entry is on that PATH, before any other Python.
:enter
call :forget_old_virtual
for %%V in (PATH PROMPT PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do (
  call :copy %%V VENVHOOK_CMD_WAS_%%V
)
set "PATH=%SystemRoot%\System32"
set "PROMPT=$G"
set "_OLD_CODEPAGE="
call "%%VENVHOOK_CMD_FOUND%%\%1\activate.bat"
call :code_page
setlocal EnableDelayedExpansion
rem uv writes Scripts into PATH even where its files are in bin.
set "entry="
if defined VIRTUAL_ENV for %%B in (Scripts bin) do (
  if /i "!PATH!"=="!VIRTUAL_ENV!\%%B;!SystemRoot!\System32" set "entry=!VIRTUAL_ENV!\%%B"
)
set "entries=!entry!"
if not defined entry if defined VIRTUAL_ENV call :find_entry
if not exist "!VIRTUAL_ENV!\%1\activate.bat" set "entry="
set "prefix=!PROMPT:~0,-2!"
if defined VIRTUAL_ENV_DISABLE_PROMPT set "prefix="
if not defined entry goto :failed
for /f "delims=" %%E in (""!entry!"") do for /f "delims=" %%A in (""!entries!"") do (
  for /f "delims=" %%X in (""!prefix!"") do (
    endlocal
    set "VENVHOOK_CMD_ENTRY=%%~E" & set "VENVHOOK_CMD_ENTRIES=%%~A" & set "VENVHOOK_CMD_PREFIX=%%~X"
  )
)
set "VENVHOOK_CMD_SEPARATOR="
if defined VENVHOOK_CMD_WAS_PATH set "VENVHOOK_CMD_SEPARATOR=;"
call :join PATH VENVHOOK_CMD_ENTRIES VENVHOOK_CMD_SEPARATOR VENVHOOK_CMD_WAS_PATH
set "VENVHOOK_CMD_SEPARATOR="
call :copy VENVHOOK_CMD_WAS_PROMPT _OLD_VIRTUAL_PROMPT
if not defined _OLD_VIRTUAL_PROMPT set "_OLD_VIRTUAL_PROMPT=$P$G"
call :join PROMPT VENVHOOK_CMD_PREFIX _OLD_VIRTUAL_PROMPT
call :copy VENVHOOK_CMD_WAS_PATH _OLD_VIRTUAL_PATH
call :copy VIRTUAL_ENV VENVHOOK_ENV
if not defined VIRTUAL_ENV_PROMPT for /f "delims=" %%V in ("%VIRTUAL_ENV%") do set "VIRTUAL_ENV_PROMPT=%%~nxV"
for %%V in (PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do (
  call :copy %%V VENVHOOK_CMD_SET_%%V
)
set "VENVHOOK_CMD_ENTERED=1"
if "%2"=="inside" call :copy VENVHOOK_CMD_FOUND VENVHOOK_CMD_PROJECT
if not "%2"=="inside" for /f "delims=" %%P in ("%VENVHOOK_CMD_FOUND%\..") do set "VENVHOOK_CMD_PROJECT=%%~fP"
exit /b 0
:failed
set "script=!VENVHOOK_CMD_FOUND!\%1\activate.bat"
echo venvhook: !script! did not activate its venv, so venvhook undid it; to see the error, run it yourself >&2
endlocal
:undo
for %%V in (PATH PROMPT PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do (
  call :copy VENVHOOK_CMD_WAS_%%V %%V
)
goto :end_active

rem A script may put directories of its own before its venv's, but none that has a Python. A name with an
rem exclamation mark is not found: FOR's variable would lose it here.
:find_entry
set "entries=!PATH:;%SystemRoot%\System32=!"
if /i not "!entries!;!SystemRoot!\System32"=="!PATH!" exit /b 0
set "other="
for %%P in ("!entries:;=" "!") do if not defined entry (
  for %%B in (Scripts bin) do if /i "%%~P"=="!VIRTUAL_ENV!\%%B" set "entry=%%~P"
  if not defined entry for %%N in (python python3) do (
    for %%X in (exe bat cmd) do if exist "%%~P\%%N.%%X" set "other=1"
  )
)
if defined other set "entry="
exit /b 0

rem BIN: runs the active venv's own deactivate.bat, which puts back what it saved; what the user has changed
rem meanwhile is kept.
:leave
call :own_leave
for %%V in (PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do (
  call :copy %%V VENVHOOK_CMD_NOW_%%V
)
if not defined VENVHOOK_CMD_REST call :copy PATH VENVHOOK_CMD_REST
if not defined VENVHOOK_CMD_REST_PROMPT call :copy PROMPT VENVHOOK_CMD_REST_PROMPT
set "_OLD_VIRTUAL_PATH=%SystemRoot%\System32"
set "_OLD_VIRTUAL_PROMPT=$G"
set "_OLD_CODEPAGE="
call "%%VIRTUAL_ENV%%\%1\deactivate.bat"
call :code_page
for %%V in (PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do call :put_back %%V
goto :put_together

rem Puts the console's code page back, where a script that stopped half-way did not.
:code_page
if not defined _OLD_CODEPAGE exit /b 0
for /f "delims=0123456789 " %%V in ("%_OLD_CODEPAGE%") do set "_OLD_CODEPAGE="
if defined _OLD_CODEPAGE "%SystemRoot%\System32\chcp.com" %_OLD_CODEPAGE% >nul
set "_OLD_CODEPAGE="
exit /b 0

rem NAME: puts a variable back as it was before entering, unless the user has changed it since.
:put_back
setlocal EnableDelayedExpansion
set "from=VENVHOOK_CMD_WAS_%1"
if not "!VENVHOOK_CMD_NOW_%1!"=="!VENVHOOK_CMD_SET_%1!" set "from=VENVHOOK_CMD_NOW_%1"
endlocal & call :copy %from% %1
exit /b 0

rem Undoes a venv without its own script: an inherited one, or one whose script does not exist any more.
:drop
call :own_leave
if not defined VENVHOOK_CMD_REST call :copy PATH VENVHOOK_CMD_REST
if not defined VENVHOOK_CMD_REST_PROMPT call :copy PROMPT VENVHOOK_CMD_REST_PROMPT
if defined VENVHOOK_CMD_ENTRY for %%V in (PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do (
  call :copy %%V VENVHOOK_CMD_NOW_%%V
  call :put_back %%V
)
:put_together
call :copy VENVHOOK_CMD_REST PATH
call :copy VENVHOOK_CMD_REST_PROMPT PROMPT
setlocal EnableDelayedExpansion
set "unset="
if not defined VENVHOOK_CMD_WAS_PROMPT if "!PROMPT!"=="$P$G" set "unset=1"
endlocal & if defined VENVHOOK_CMD_ENTRY if "%unset%"=="1" set "PROMPT="
:end_active
for %%V in (VIRTUAL_ENV VIRTUAL_ENV_PROMPT VENVHOOK_ENV) do set "%%V="
for %%V in (ENTRY ENTRIES PREFIX WAS_PATH WAS_PROMPT REST REST_PROMPT) do set "VENVHOOK_CMD_%%V="
for %%V in (PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do (
  for %%W in (WAS SET NOW) do set "VENVHOOK_CMD_%%W_%%V="
)
rem Deletes what an earlier venv has saved.
:forget_old_virtual
for %%V in (PATH PATH_UNSET PROMPT PS1 PYTHONHOME TCL_LIBRARY TK_LIBRARY) do set "_OLD_VIRTUAL_%%V="
for %%V in (PKG_CONFIG_PATH FISH_PROMPT_OVERRIDE) do set "_OLD_%%V="
exit /b 0
