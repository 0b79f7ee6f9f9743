"""在职职工医疗互助: settlements come in, aid goes out, nobody had to apply, and every fen is explained."""
