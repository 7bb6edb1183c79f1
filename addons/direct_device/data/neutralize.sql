-- a copy must not take what real keypads send to the original
UPDATE direct_device SET secret = NULL, pair_hash = NULL, pair_until = NULL;
