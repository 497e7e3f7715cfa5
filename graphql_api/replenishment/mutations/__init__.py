"""Operations that change recommendations, one file each."""
