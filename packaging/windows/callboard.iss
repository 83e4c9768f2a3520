; The Windows installer, for Inno Setup 6: per user by default, for all with /ALLUSERS.
;
;     ISCC /DVersion=<version> packaging\windows\callboard.iss
;
; Silently: callboard-<version>-windows-setup.exe /VERYSILENT /SUPPRESSMSGBOXES /NORESTART [/ALLUSERS | /CURRENTUSER]
; The same identity upgrades in place. While Callboard runs it refuses, silently with exit code 7: a
; half-replaced program is worse than an old one.

#ifndef Version
  #error Name the version: /DVersion=...
#endif

[Setup]
AppId={{6B0C6E2B-5C0B-4B63-9A5F-0C9D1B3C7A11}
AppName=Callboard
AppVersion={#Version}
AppVerName=Callboard {#Version}
AppPublisher=The Callboard developers
VersionInfoVersion={#Version}
DefaultDirName={autopf}\Callboard
DefaultGroupName=Callboard
DisableProgramGroupPage=yes
PrivilegesRequired=lowest
PrivilegesRequiredOverridesAllowed=commandline dialog
ArchitecturesAllowed=x64compatible
ArchitecturesInstallIn64BitMode=x64compatible
MinVersion=10.0.17763
LicenseFile=..\..\LICENSE
SetupIconFile=..\..\build\icons\callboard.ico
UninstallDisplayIcon={app}\callboardw.exe
UninstallDisplayName=Callboard
OutputDir=..\..\dist
OutputBaseFilename=callboard-{#Version}-windows-setup
Compression=lzma2/max
SolidCompression=yes
CloseApplications=no
ChangesEnvironment=yes
TimeStampsInUTC=yes

[Tasks]
Name: desktopicon; Description: "{cm:CreateDesktopIcon}"; Flags: unchecked
Name: path; Description: "Add the command callboard to the path"; Flags: unchecked

[Files]
Source: "..\..\build\callboard\*"; DestDir: "{app}"; Flags: recursesubdirs createallsubdirs ignoreversion
Source: "..\ADMINISTRATORS.md"; DestDir: "{app}"; Flags: ignoreversion
Source: "..\policy.toml.example"; DestDir: "{app}"; Flags: ignoreversion

; Anybody may make folders below ProgramData, and the policy is for administrators alone to write.
[Dirs]
Name: "{commonappdata}\Callboard"; Flags: uninsneveruninstall; Check: IsAdminInstallMode

; What an older version had and this one has not must not be loaded by it.
[InstallDelete]
Type: filesandordirs; Name: "{app}\_internal"

[Icons]
Name: "{group}\Callboard"; Filename: "{app}\callboardw.exe"; AppUserModelID: "Callboard"
Name: "{group}\Callboard on practice vendors"; Filename: "{app}\callboardw.exe"; Parameters: "demo"
Name: "{autodesktop}\Callboard"; Filename: "{app}\callboardw.exe"; Tasks: desktopicon

[Registry]
Root: HKA; Subkey: "{code:PathKey}"; ValueType: expandsz; ValueName: "Path"; ValueData: "{olddata};{app}"; Tasks: path; Check: NotOnPath

[Run]
Filename: "{sys}\icacls.exe"; Parameters: """{commonappdata}\Callboard"" /setowner *S-1-5-32-544"; Flags: runhidden; Check: IsAdminInstallMode
Filename: "{sys}\icacls.exe"; Parameters: """{commonappdata}\Callboard"" /inheritance:r /grant:r *S-1-5-32-544:(OI)(CI)F *S-1-5-18:(OI)(CI)F *S-1-5-32-545:(OI)(CI)RX"; Flags: runhidden; Check: IsAdminInstallMode
Filename: "{app}\callboardw.exe"; Description: "{cm:LaunchProgram,Callboard}"; Flags: nowait postinstall skipifsilent

[Messages]
UninstalledAll=%1 was removed. What was entered with it was kept, in %LOCALAPPDATA%\callboard and in the Credential Manager.

[Code]
function PathKey(Param: String): String;
begin
  if IsAdminInstallMode then
    Result := 'SYSTEM\CurrentControlSet\Control\Session Manager\Environment'
  else
    Result := 'Environment';
end;

function NotOnPath: Boolean;
var
  Path: String;
begin
  if not RegQueryStringValue(HKA, PathKey(''), 'Path', Path) then
    Path := '';
  Result := Pos(';' + Lowercase(ExpandConstant('{app}')) + ';', ';' + Lowercase(Path) + ';') = 0;
end;

// A program that runs cannot be opened for writing.
function Runs(Name: String): Boolean;
var
  Whole: String;
begin
  Result := False;
  Whole := ExpandConstant('{app}\') + Name;
  if FileExists(Whole) then
  try
    TFileStream.Create(Whole, fmOpenReadWrite or fmShareExclusive).Free;
  except
    Result := True;
  end;
end;

function Refusal: String;
begin
  Result := '';
  if Runs('callboardw.exe') or Runs('callboard.exe') then
    Result := 'Callboard is running. Close it, and run this again; nothing was changed.';
end;

function PrepareToInstall(var NeedsRestart: Boolean): String;
begin
  Result := Refusal;
end;

function InitializeUninstall: Boolean;
begin
  Result := Refusal = '';
  if not Result then
    SuppressibleMsgBox(Refusal, mbError, MB_OK, IDOK);
end;

procedure CurUninstallStepChanged(Step: TUninstallStep);
var
  Path, Ours: String;
begin
  if (Step = usUninstall) and RegQueryStringValue(HKA, PathKey(''), 'Path', Path) then
  begin
    Ours := ';' + ExpandConstant('{app}');
    if StringChangeEx(Path, Ours, '', True) > 0 then
      RegWriteExpandStringValue(HKA, PathKey(''), 'Path', Path);
  end;
end;
