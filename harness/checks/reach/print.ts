import { join } from 'node:path'
import { findReach } from './reach.ts'

// `npm run reach`: the modules of the product that only tests with VMs reach.
const { product, vmOnly } = await findReach(join(import.meta.dirname, '../../..'))
console.log(vmOnly.join('\n'))
console.log(`${vmOnly.length} of ${product.length} modules are reached by tests with VMs only`)
