A complaint came in.
<#if activity.service??>
Service: ${activity.service
</#if> <#-- #! correct it -->
