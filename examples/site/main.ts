import { synthesizeSite } from 'quantum-kvm';

// Makes the stacks of all hosts from quantum_server_config.xml and hosts.lock.json. Constructs of the site's own go into
// the function, which is called for each host:
//
//   synthesizeSite((stack) => {
//     new Volume(stack, 'Scratch', { ... });
//   });
synthesizeSite();
