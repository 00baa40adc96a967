@echo off
rem venvhook's hook for cmd. cd.bat and its like end in it, so it never returns to them; it leaves
rem ERRORLEVEL as VENVHOOK_CMD_EL says (0 where that is not set). See shell/README.md.
rem
rem A value of the person's is never part of a line that cmd parses: it is reached by a FOR variable
rem or by delayed expansion, both of which come after parsing. What the binary prints is plain
rem words, taken as data.
if not defined VENVHOOK_CMD_EL set "VENVHOOK_CMD_EL=0"
rem Where ENDLOCAL goes back to is what cd says; wine's popd leaves that behind.
cd . 2>nul
call :check
set "VENVHOOK_CMD_EL=" & exit /b %VENVHOOK_CMD_EL%

rem Looks, and asks only if things are not as they were when they were last settled. In
rem VENVHOOK_CMD_NAMES a slash stands for the way up to the directory looked at.
:check
setlocal DisableDelayedExpansion
set "found="
set "alive="
set "up=.\"
:look
call set "names=%%VENVHOOK_CMD_NAMES:/=%up%%%"
for /d %%N in (%names%) do if not defined found (
  if exist "%%~N\pyvenv.cfg" (set "found=%%~fN") else if exist "%%~N\Scripts\activate_this.py" set "found=%%~fN"
)
if defined found goto :found
for %%N in ("%up%.") do (
  if exist "%up%pyvenv.cfg" (set "found=%%~fN") else if exist "%up%Scripts\activate_this.py" set "found=%%~fN"
  if "%%~nxN"=="" goto :found
)
if defined found goto :found
set "up=..\%up%"
goto :look
:found
if exist "%found%\Scripts\python.exe" set "alive=1"
if exist "%found%\bin\python.exe" set "alive=1"
setlocal EnableDelayedExpansion
set "now=!found!*!alive!*!VIRTUAL_ENV!*!VENVHOOK_ENV!"
if "!now!"=="!VENVHOOK_CMD_SETTLED!" exit /b 0
for /f "delims=" %%V in (""!found!"") do endlocal & endlocal & set "VENVHOOK_CMD_FOUND=%%~V" & set "VENVHOOK_CMD_ALIVE=%alive%"

rem Hands the facts to the binary, by the environment, and does what it says.
if exist "%VENVHOOK_CMD_EXE%" goto :ask
if not defined VENVHOOK_CMD_GONE echo venvhook: the program is gone: nothing is switched on or off until it is back >&2
set "VENVHOOK_CMD_GONE=1"
goto :settled
:ask
set "VENVHOOK_CMD_GONE="
rem FOR starts a cmd of its own for the command, which may have a PROMPT of its own (wine's does).
call :copy PROMPT VENVHOOK_CMD_PROMPT
for /f "usebackq tokens=1-4" %%A in (`""%%VENVHOOK_CMD_EXE%%" hook cmd"`) do if "%%A"=="venvhook" call :%%B %%C %%D
:settled
setlocal EnableDelayedExpansion
set "now=!VENVHOOK_CMD_FOUND!*!VENVHOOK_CMD_ALIVE!*!VIRTUAL_ENV!*!VENVHOOK_ENV!"
for /f "delims=" %%V in (""!now!"") do endlocal & set "VENVHOOK_CMD_SETTLED=%%~V"
call :copy VENVHOOK_CMD_FOUND VENVHOOK_CMD_MARKER
call :copy VIRTUAL_ENV VENVHOOK_CMD_VENV
for %%V in (FOUND ALIVE PROMPT REST REST_PROMPT) do set "VENVHOOK_CMD_%%V="
exit /b 0

rem FROM TO: copies a variable, whatever is in it.
:copy
setlocal EnableDelayedExpansion
if not defined %1 endlocal & set "%2=" & exit /b 0
for /f "delims=" %%V in (""!%1!"") do endlocal & set "%2=%%~V"
exit /b 0

rem NAME START END: cuts characters out of a variable, from START up to END.
:cut
setlocal EnableDelayedExpansion
set "rest=!%1:~0,%2!!%1:~%3!"
for /f "delims=" %%V in (""!rest!"") do endlocal & set "%1=%%~V"
exit /b 0

rem ---- What the binary says, a line each: `venvhook VERB WORD WORD`.

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

rem here, or none: the project that the person switched off.
:off
set "VENVHOOK_CMD_OFF="
if "%1"=="here" call :copy VENVHOOK_CMD_FOUND VENVHOOK_CMD_OFF
exit /b 0

:disown
set "VENVHOOK_ENV="
set "VENVHOOK_CMD_ENTRY="
set "VENVHOOK_CMD_PREFIX="
exit /b 0

rem BIN: runs the venv's own script. PATH and PROMPT are plain while it does, since it writes them
rem into lines without quotes, and are put together afterwards.
:enter
call :forget_saved
for %%V in (PATH PROMPT PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do call :copy %%V VENVHOOK_CMD_WAS_%%V
set "PATH=%SystemRoot%\System32"
set "PROMPT=$G"
call "%%VENVHOOK_CMD_FOUND%%\%1\activate.bat"
setlocal EnableDelayedExpansion
rem By effect. uv writes Scripts into PATH even where its files lie in bin.
set "entry="
if defined VIRTUAL_ENV for %%B in (Scripts bin) do if /i "!PATH!"=="!VIRTUAL_ENV!\%%B;!SystemRoot!\System32" set "entry=!VIRTUAL_ENV!\%%B"
if not exist "!VIRTUAL_ENV!\%1\activate.bat" set "entry="
set "prefix=!PROMPT:~0,-2!"
if defined VIRTUAL_ENV_DISABLE_PROMPT set "prefix="
if not defined entry goto :failed
set "new=!entry!"
if defined VENVHOOK_CMD_WAS_PATH set "new=!entry!;!VENVHOOK_CMD_WAS_PATH!"
set "old=!VENVHOOK_CMD_WAS_PROMPT!"
if not defined old set "old=$P$G"
set "shown=!prefix!!old!"
for /f "delims=" %%P in (""!new!"") do for /f "delims=" %%E in (""!entry!"") do for /f "delims=" %%X in (""!prefix!"") do for /f "delims=" %%S in (""!shown!"") do for /f "delims=" %%O in (""!old!"") do (
  endlocal
  set "PATH=%%~P"
  set "PROMPT=%%~S"
  set "_OLD_VIRTUAL_PROMPT=%%~O"
  set "VENVHOOK_CMD_ENTRY=%%~E"
  set "VENVHOOK_CMD_PREFIX=%%~X"
)
call :copy VENVHOOK_CMD_WAS_PATH _OLD_VIRTUAL_PATH
call :copy VIRTUAL_ENV VENVHOOK_ENV
if not defined VIRTUAL_ENV_PROMPT for /f "delims=" %%V in ("%VIRTUAL_ENV%") do set "VIRTUAL_ENV_PROMPT=%%~nxV"
for %%V in (PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do call :copy %%V VENVHOOK_CMD_SET_%%V
exit /b 0
:failed
echo venvhook: !VENVHOOK_CMD_FOUND!\%1\activate.bat did not switch its venv on; it was undone. To see why: run it by hand >&2
endlocal
for %%V in (PATH PROMPT PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do call :copy VENVHOOK_CMD_WAS_%%V %%V
goto :switched_off

rem BIN: runs the active venv's own deactivate.bat, which puts back what it saved; what the person
rem changed meanwhile is kept.
:leave
for %%V in (PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do call :copy %%V VENVHOOK_CMD_NOW_%%V
if not defined VENVHOOK_CMD_REST call :copy PATH VENVHOOK_CMD_REST
if not defined VENVHOOK_CMD_REST_PROMPT call :copy PROMPT VENVHOOK_CMD_REST_PROMPT
set "_OLD_VIRTUAL_PATH=%SystemRoot%\System32"
set "_OLD_VIRTUAL_PROMPT=$G"
call "%%VIRTUAL_ENV%%\%1\deactivate.bat"
for %%V in (PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do call :put_back %%V
goto :put_together

rem NAME: as before entering, unless the person changed it since.
:put_back
setlocal EnableDelayedExpansion
set "from=VENVHOOK_CMD_WAS_%1"
if not "!VENVHOOK_CMD_NOW_%1!"=="!VENVHOOK_CMD_SET_%1!" set "from=VENVHOOK_CMD_NOW_%1"
endlocal & call :copy %from% %1
exit /b 0

rem Undoes an inherited venv, or one whose own script is gone, by hand.
:drop
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
:switched_off
for %%V in (VIRTUAL_ENV VIRTUAL_ENV_PROMPT VENVHOOK_ENV VENVHOOK_CMD_ENTRY VENVHOOK_CMD_PREFIX VENVHOOK_CMD_WAS_PATH VENVHOOK_CMD_WAS_PROMPT VENVHOOK_CMD_REST VENVHOOK_CMD_REST_PROMPT) do set "%%V="
for %%V in (PYTHONHOME PKG_CONFIG_PATH TCL_LIBRARY TK_LIBRARY ENV_PROMPT) do for %%W in (WAS SET NOW) do set "VENVHOOK_CMD_%%W_%%V="
:forget_saved
for %%V in (PATH PATH_UNSET PROMPT PYTHONHOME TCL_LIBRARY TK_LIBRARY) do set "_OLD_VIRTUAL_%%V="
set "_OLD_PKG_CONFIG_PATH="
exit /b 0
