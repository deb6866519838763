import {
  expressionAgrees,
  passwordExpression,
  seenByExpression,
} from '../../../lib/constructs/connection/login-password';
import { password } from './password';

test.each([
  [
    'the element stands twice',
    '<property name="login.password" value="a"/><property name="login.password" value="a"/>',
  ],
  ['the element is gone', '<other/>'],
  ['the value differs', '<property name="login.password" value="b"/>'],
])('synthesis can tell that the expression would not do: %s', (_, xml) => {
  expect(expressionAgrees(password('a'), seenByExpression(xml))).toBe(false);
});

test('the expression holds no part of the password', () => {
  expect(passwordExpression(password('planted&secret'), 'c.xml')).not.toMatch(
    /planted|secret\b(?!itive)/,
  );
});
