# A PowerShell module: `Import-Module VenvHook` in $PROFILE loads the hook and its tab completion.
@{
    ModuleVersion = '0.1.0'
    GUID = '6b1f2a0e-5d0c-4d7e-9d55-3c2f5f0b7a41'
    Author = 'the venvhook developers'
    Description = 'Activates and deactivates a Python project''s virtual environment as you cd'
    PowerShellVersion = '5.1'
    # In the session itself, since what a module defines belongs to the module.
    ScriptsToProcess = @('load.ps1')
    FunctionsToExport = @()
    CmdletsToExport = @()
    AliasesToExport = @()
    VariablesToExport = @()
}
