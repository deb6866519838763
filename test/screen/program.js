// quantum-kvm with a provider that stands in for the bundled one: PROVIDERS_FOLDER holds it as a build puts it there.
require('./transpiled');

require('../../lib/node/provider/providers-folder').providersFolder = () =>
  process.env.PROVIDERS_FOLDER;
// Whatever is told in seconds has taken none: a screen is the same at each time.
const now = Date.now();
Date.now = () => now;

require('../../cli/quantum-kvm');
