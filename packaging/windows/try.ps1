# Tries the Windows installer as an IT department would: silently, per user, in a session without anybody.
$ErrorActionPreference = "Stop"
$setup = (Get-ChildItem dist\callboard-*-setup.exe).FullName
$quiet = "/VERYSILENT", "/SUPPRESSMSGBOXES", "/NORESTART", "/CURRENTUSER"
$home_ = "$env:LOCALAPPDATA\Programs\Callboard"

function Check($what, $right) { if ($right) { "passed: $what" } else { throw "FAILED: $what" } }
function Setup { (Start-Process $setup $quiet -Wait -PassThru).ExitCode }

Check "it installs without a question" ((Setup) -eq 0)
Check "it is in the start menu" (Test-Path "$env:APPDATA\Microsoft\Windows\Start Menu\Programs\Callboard\Callboard.lnk")
$said = & "$home_\callboard.exe" --version
Check "the command line speaks: $said" ($said -match "^callboard \d")
& "$home_\callboard.exe" doctor --offline | Out-Null
Check "doctor finds nothing amiss" ($LASTEXITCODE -eq 0)

$window = Start-Process "$home_\callboardw.exe" "demo" -PassThru
for ($n = 0; $n -lt 120 -and -not $window.MainWindowHandle; $n++) { Start-Sleep -Milliseconds 500; $window.Refresh() }
Check "the window opens" ([bool]$window.MainWindowHandle)
Check "it refuses while Callboard runs" ((Setup) -ne 0)
$window.CloseMainWindow() | Out-Null
Check "the window closes" ($window.WaitForExit(30000))
Check "it upgrades in place" ((Setup) -eq 0)

Start-Process "$home_\unins000.exe" "/VERYSILENT", "/SUPPRESSMSGBOXES" -Wait
for ($n = 0; $n -lt 60 -and (Test-Path "$home_\callboard.exe"); $n++) { Start-Sleep -Milliseconds 500 }
Check "it is removed" (-not (Test-Path "$home_\callboard.exe"))
Check "what was entered stays" (Test-Path "$env:LOCALAPPDATA\callboard")
