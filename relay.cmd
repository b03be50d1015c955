@echo off
rem Runs Activity Relay's commands on the same jar as the service, building the jar if need be.
setlocal
set "HERE=%~dp0"
set "JAR=%HERE%target\activity-relay.jar"
if not exist "%JAR%" (
  echo Building activity-relay.jar first ... 1>&2
  pushd "%HERE%"
  call mvnw.cmd -q -B -Dmaven.test.skip -Dspotless.check.skip package 1>&2 || exit /b 1
  popd
)
set "JAVA_EXE=java"
if defined JAVA_HOME set "JAVA_EXE=%JAVA_HOME%\bin\java"
"%JAVA_EXE%" %JAVA_OPTS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
