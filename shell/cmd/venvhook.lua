-- venvhook's hook for Clink, which runs a script before each prompt: so it sees every change of directory. It
-- looks, and runs hook.bat if there is news. `venvhook init cmd` writes it after a table of values.
-- Clink 1.3.18 or later, for onprovideline.

-- ---- Load

if not clink.onprovideline then
  clink.print("venvhook: needs Clink 1.3.18 or later; until then use init.bat")
  return
end

for name, value in pairs(values) do
  os.setenv(name, (name == "VENVHOOK_CMD_EXE") and os.expandenv(value) or value)
end

-- The directory of this file and of the batch files.
local home = debug.getinfo(1, "S").source:gsub("^@", ""):gsub("[^\\/]*$", "")
os.setenv("VENVHOOK_CMD_HOME", home)
-- The hook's macros are not loaded: this runs the program, and the hook after it.
if os.setalias then
  os.setalias("venvhook", '"%VENVHOOK_CMD_HOME%venvhook.bat" $*')
end

-- ---- Look

local function is_marker(dir)
  return os.isfile(dir .. "\\pyvenv.cfg") or os.isfile(dir .. "\\Scripts\\activate_this.py")
end

-- Returns the nearest directory upwards that may be a venv.
local function look()
  local dir = os.getcwd():gsub("\\+$", "")
  -- Above a drive there is nothing, and above a share only the network.
  while dir and not dir:match("^\\\\[^\\]*$") do
    for name in values.VENVHOOK_CMD_NAME:gmatch("[^:]+") do
      for _, entry in ipairs(name:find("[*?]") and os.globdirs(dir .. "\\" .. name) or { name }) do
        local path = dir .. "\\" .. entry:match("([^\\]*)\\*$")
        if is_marker(path) then
          return path
        end
      end
    end
    if is_marker(dir) then
      return dir
    end
    dir = dir:match("^(.*)\\")
  end
end

-- ---- Compare

-- The directory and marker of the last look; the VIRTUAL_ENV that the hook did not set and has run for.
local seen, seen_venv

-- Before a line is edited: in another directory, where a venv was created or deleted, or where something else
-- has activated or deactivated one, the hook runs in the line's place. What was seen is kept first, so that a
-- hook that fails does not run again and again.
clink.onprovideline(function()
  local now = os.getcwd() .. "*" .. (look() or "")
  local venv = os.getenv("VIRTUAL_ENV") or ""
  local other = venv ~= (os.getenv("VENVHOOK_CMD_VENV") or "") and venv or nil
  local news = now ~= seen or (other and other ~= seen_venv)
  seen, seen_venv = now, other
  if not news then
    return
  end
  os.setenv("VENVHOOK_CMD_EL", tostring(os.geterrorlevel()))
  -- A leading blank: no alias, and not kept in the history.
  return ' "%VENVHOOK_CMD_HOME%hook.bat"'
end)

-- ---- Tab

-- The words go by the environment: in a command line of cmd's they could be more than words.
local function matches(word, _, line_state)
  local words, found, own = {}, {}, nil
  for index = line_state:getcommandwordindex(), line_state:getwordcount() - 1 do
    words[#words + 1] = line_state:getword(index)
  end
  words[#words + 1] = word
  os.setenv("VENVHOOK_CMD_WORDS", table.concat(words, "\n"))
  local pipe = io.popen('""%VENVHOOK_CMD_EXE%" complete clink 2>nul"')
  os.setenv("VENVHOOK_CMD_WORDS", nil)
  if not pipe then
    return {}
  end
  for line in pipe:lines() do
    local kind, value, help = line:match("^(%a+)\t([^\t]*)\t([^\r]*)")
    if kind == "word" then
      found[#found + 1] = { match = value, type = "arg", description = help }
    else
      own = kind
    end
  end
  pipe:close()
  if #found > 0 or not own then
    return found
  end
  return own == "directories" and clink.dirmatches(word) or clink.filematches(word)
end

if clink.argmatcher then
  clink.argmatcher("venvhook"):addarg(matches):addflags(matches):loop()
end
