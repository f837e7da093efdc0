import { readFile } from 'node:fs/promises'
import { chooseDriver, type DriverChoice, type VmSpec } from '#vm'

// Starts a VM and says so, for somebody to kill it.
const [choice, file] = process.argv.slice(2)
const spec = JSON.parse(await readFile(file!, 'utf8')) as VmSpec
const driver = await chooseDriver(choice as DriverChoice)
await driver.start(spec, { log: (message) => void process.stdout.write(`${message}\n`) })
