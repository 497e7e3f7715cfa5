"""Operations that change planning settings, one file each."""
