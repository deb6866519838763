import { synthesizeSite } from './cli/site/synthesize-site';

synthesizeSite();
