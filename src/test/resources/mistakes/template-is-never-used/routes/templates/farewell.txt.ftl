<#-- #! nothing uses this file -->
Goodbye.
