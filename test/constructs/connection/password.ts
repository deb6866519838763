import { Password } from '../../../lib/config/configuration';
import { Secret } from '../../../lib/config/secret';

/** A password that stands in the XML between these. */
export const password = (
  value: string,
  before = '<property name="login.password" value="',
  after = '"/>',
): Password => ({
  value: new Secret(value),
  before,
  after,
});
