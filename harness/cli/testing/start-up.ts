import { cpuOf, loadedModules } from './loaded-modules.ts'

// `npm run bench:help`: what `--help` costs. The first run fills the cache of compiled modules and is not counted.
await cpuOf('--help')
const runs: number[] = []
for (let run = 0; run < 5; run++) runs.push(await cpuOf('--help'))
runs.sort((a, b) => a - b)
console.log(`--help loads ${(await loadedModules('--help')).length} modules of the product`)
console.log(`and takes ${runs[2]} ms of processor time (median of 5; ${runs[0]} to ${runs[4]})`)
