"""Operations that change something, one file each."""
