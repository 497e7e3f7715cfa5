/** Shows and hides a password; for mouse users only, the keyboard skips it. */

import { EyeInvisibleOutlined, EyeOutlined } from '@ant-design/icons';

export const eye = (isVisible: boolean) => (isVisible ? <EyeOutlined aria-hidden /> : <EyeInvisibleOutlined aria-hidden />);
