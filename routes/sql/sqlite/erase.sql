-- Erases one record. :?recordKey names it, the same for every revision; :?interactionId is its interaction as sent.
delete from interaction
where record_key = :?recordKey
