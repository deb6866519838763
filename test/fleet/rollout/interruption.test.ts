import { Interruption } from '../../../fleet/rollout/interruption';

test('the first interruption stops nothing that runs, the second asks it to', async () => {
  const interruption = new Interruption();
  let stops = 0;
  await interruption.watch({
    stop: () => (stops += 1),
    run: async () => {
      interruption.interrupt();
      expect(stops).toBe(0);
      interruption.interrupt();
    },
  });
  expect(stops).toBe(1);
});
