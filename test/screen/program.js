// quantum-kvm with a provider that stands in for the bundled one: PROVIDER_DIGEST is the SHA-256 of its program.
require('./transpiled');

require('../../lib/node/provider/provider-digest').recordedDigest = () =>
  process.env.PROVIDER_DIGEST;
// Whatever is told in seconds has taken none: a screen is the same at each time.
const now = Date.now();
Date.now = () => now;

require('../../cli/quantum-kvm');
