/** The components' look, made from the palette. */

import { type ThemeConfig, theme } from 'antd';

import { PALETTES, type Palette, type ThemeName } from './palette';

const FONT =
  "'Pretendard', 'Noto Sans KR', 'Noto Sans CJK KR', -apple-system, 'Apple SD Gothic Neo', 'Segoe UI', 'Malgun Gothic', sans-serif";

export function antdTheme(name: ThemeName, hasMotion: boolean): ThemeConfig {
  const colours = PALETTES[name];
  return {
    algorithm: name === 'dark' ? theme.darkAlgorithm : theme.defaultAlgorithm,
    token: { ...tokens(colours), motion: hasMotion },
    components: components(colours),
  };
}

function tokens(colours: Palette): ThemeConfig['token'] {
  return {
    fontFamily: FONT,
    fontSize: 13,
    fontSizeSM: 12,
    fontSizeHeading1: 26,
    fontSizeHeading2: 20,
    fontSizeHeading3: 16,
    borderRadius: 6,
    borderRadiusLG: 8,
    controlHeight: 32,
    controlHeightSM: 26,
    colorPrimary: colours.accent,
    colorLink: colours.accent,
    colorInfo: colours.info,
    colorSuccess: colours.good,
    colorWarning: colours.warn,
    colorError: colours.bad,
    colorErrorText: colours.bad,
    colorErrorBg: colours.badSoft,
    colorWarningBg: colours.warnSoft,
    colorInfoBg: colours.infoSoft,
    colorSuccessBg: colours.goodSoft,
    colorBgLayout: colours.canvas,
    colorBgContainer: colours.surface,
    colorBgElevated: colours.surface,
    colorBorder: colours.lineStrong,
    colorBorderSecondary: colours.line,
    colorSplit: colours.line,
    colorText: colours.text,
    colorTextSecondary: colours.textSoft,
    colorTextTertiary: colours.textFaint,
    colorTextDescription: colours.textFaint,
    colorTextPlaceholder: colours.textFaint,
    colorTextDisabled: colours.textFaint,
    colorTextHeading: colours.text,
    colorTextLightSolid: colours.onAccent,
    colorBgSpotlight: colours.text,
    colorIcon: colours.textFaint,
    controlItemBgActive: colours.accentSoft,
    wireframe: false,
  };
}

function components(colours: Palette): ThemeConfig['components'] {
  return {
    Button: {
      // The dark algorithm would make another colour of the accent.
      colorPrimary: colours.accent,
      colorPrimaryHover: colours.accentStrong,
      colorPrimaryActive: colours.accentStrong,
      primaryShadow: 'none',
      defaultShadow: 'none',
      dangerShadow: 'none',
      fontWeight: 500,
    },
    Table: {
      headerBg: 'transparent',
      headerColor: colours.textFaint,
      headerSplitColor: 'transparent',
      headerSortActiveBg: 'transparent',
      headerSortHoverBg: colours.sunken,
      bodySortBg: 'transparent',
      borderColor: colours.line,
      rowHoverBg: colours.sunken,
      rowSelectedBg: colours.accentSoft,
      rowSelectedHoverBg: colours.accentSoft,
      cellPaddingBlockSM: 7,
      cellPaddingInlineSM: 10,
    },
    Tabs: { itemColor: colours.textSoft, itemSelectedColor: colours.accent, titleFontSize: 13, horizontalItemGutter: 20 },
    Segmented: {
      trackBg: colours.sunken,
      itemColor: colours.textSoft,
      itemSelectedBg: colours.raised,
      itemSelectedColor: colours.text,
    },
    Tooltip: { colorTextLightSolid: colours.surface },
    Select: { optionSelectedBg: colours.accentSoft },
  };
}
