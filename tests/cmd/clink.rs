//! The hook for Clink, in a real Lua with a stand-in for the part of Clink's API that it uses.

use std::process::{Command, Stdio};

const CLINK: &str = r#"
local env = { VENVHOOK_CMD_MARKER = "" }
local cwd, files, hooks = "C:\\away", {}, {}
local asked, matcher = nil, {}
for _, name in ipairs({ "addarg", "addflags", "loop" }) do
  matcher[name] = function(self, given) matcher[name .. "_given"] = given; return self end
end
clink = { print = print, argmatcher = function() return matcher end,
  dirmatches = function() return { "dir" } end, filematches = function() return { "file" } end,
  onprovideline = function(f) hooks[#hooks + 1] = f end }
os.getenv = function(name) return env[name] end
os.setenv = function(name, value) env[name] = value end
os.expandenv = function(text) return (text:gsub("%%(%w+)%%", { USERPROFILE = "C:\\me" })) end
os.getcwd = function() return cwd end
os.isfile = function(path) return files[path] end
os.globdirs = function(pattern) return pattern == "C:\\p\\py*" and { "py3\\" } or {} end
os.geterrorlevel = function() return 3 end
os.setalias = function() end
local answer
io.popen = function(line)
  asked = line .. " " .. env.VENVHOOK_CMD_WORDS:gsub("\n", "|")
  return { lines = function() return answer:gmatch("[^\n]+") end, close = function() end }
end
local values = { VENVHOOK_CMD_EXE = [[%USERPROFILE%\venvhook.exe]], VENVHOOK_CMD_NAME = [[.venv:py*]] }
"#;

const STORY: &str = r#"
local hook = hooks[1]
assert(#hooks == 1 and env.VENVHOOK_CMD_EXE == "C:\\me\\venvhook.exe")
local line = hook()
assert(line:sub(1, 1) == " " and line:find("hook.bat", 1, true), "the first prompt asks")
assert(env.VENVHOOK_CMD_EL == "3", "the status is handed on")
assert(hook() == nil, "once")
cwd = "C:\\p"
assert(hook() and not hook(), "another directory asks once, even where the hook fails")
files["C:\\p\\.venv\\pyvenv.cfg"] = true
assert(hook() and not hook(), "a venv that has come asks once")
env.VIRTUAL_ENV, env.VENVHOOK_CMD_VENV = "C:\\p\\.venv", "C:\\p\\.venv"
assert(hook() == nil, "what the hook did is no change")
for _ = 1, 2 do
  env.VIRTUAL_ENV = nil
  assert(hook() and not hook(), "a deactivate by hand asks once")
  env.VENVHOOK_CMD_VENV = nil
  assert(hook() == nil, "and is settled then")
  env.VIRTUAL_ENV, env.VENVHOOK_CMD_VENV = "C:\\p\\.venv", "C:\\p\\.venv"
  assert(hook() == nil)
end
cwd = "C:\\p\\sub\\deep"
assert(hook() and not hook())
files["C:\\p\\.venv\\pyvenv.cfg"] = nil
assert(hook() and not hook(), "a venv above that has gone asks once")
files["C:\\p\\py3\\Scripts\\activate_this.py"] = true
assert(hook() and not hook(), "one whose name is a wildcard's")
for _, dir in ipairs({ "C:\\", "\\\\server\\share", "\\\\server\\share\\p" }) do
  cwd = dir
  assert(hook() and not hook(), dir)
end
local function state(...)
  local words = { ... }
  return { getwordcount = function() return #words end, getcommandwordindex = function() return 1 end,
    getword = function(_, index) return words[index] end }
end
local tab = matcher.addarg_given
answer = "word\tforget\tTake back\r\n"
local found = tab("fo", 1, state("venvhook", "fo"))
assert(asked == [[""%VENVHOOK_CMD_EXE%" complete clink 2>nul" venvhook|fo]], asked)
assert(#found == 1 and found[1].match == "forget" and found[1].description == "Take back")
assert(env.VENVHOOK_CMD_WORDS == nil, "nothing is left in the environment")
answer = "word\tp&q\t\ndirectories\t\t\n"
assert(tab("p", 2, state("venvhook", "allow", "p"))[1].match == "p&q")
answer = "directories\t\t\n"
assert(tab("x", 2, state("venvhook", "allow", "x"))[1] == "dir")
answer = "commands\t\t\n"
assert(tab("x", 2, state("venvhook", "exec", "x"))[1] == "file")
answer = ""
assert(#tab("x", 2, state("venvhook", "list", "x")) == 0)
print("told")
"#;

pub(crate) fn story() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/shell/cmd/venvhook.lua");
    let script = std::fs::read_to_string(script).unwrap();
    let text = format!("{CLINK}\n{script}\n{STORY}");
    let mut lua = Command::new("lua5.2");
    let mut child =
        lua.arg("-").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "told\n",
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}
