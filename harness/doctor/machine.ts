import { access, constants } from 'node:fs/promises'
import { freeBytes } from '#images'
import type { Requirement } from './requirement.ts'
import { userRequirements } from './user.ts'
import { isAtLeast } from '#vm/host'

const GIB = 2 ** 30
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'
const NODE_MINIMUM = '20.19'
const DISK_GIB = 6
const MEMORY_GIB = 4

const gib = (bytes: number) => `${(bytes / GIB).toFixed(1)} GiB`

/** What the harness needs of the machine besides programs. */
export const machineRequirements: readonly Requirement[] = [
	{
		id: 'node',
		why: 'runs the harness itself',
		fatal: true,
		hint: `Install Node ${NODE_MINIMUM} or newer.`,
		async probe({ nodeVersion }) {
			return isAtLeast(nodeVersion, NODE_MINIMUM)
				? { state: 'ok', version: nodeVersion }
				: { state: 'missing', version: nodeVersion, note: `too old: ${NODE_MINIMUM} or newer is needed` }
		},
	},
	...userRequirements(),
	{
		id: 'archive keyring',
		why: "verifies the Debian archive's signatures",
		package: 'debian-archive-keyring',
		fatal: true,
		hint: 'Install the package debian-archive-keyring.',
		async probe() {
			try {
				await access(KEYRING, constants.R_OK)
				return { state: 'ok' }
			} catch {
				return { state: 'missing', note: 'the keyring is not installed' }
			}
		},
	},
	{
		id: 'memory',
		why: 'holds the VMs (2 GiB each)',
		fatal: false,
		hint: 'Run on a machine with more memory, or with --jobs 1 and nothing else running.',
		async probe({ memoryBytes }) {
			const version = gib(memoryBytes)
			// A "4 GiB" machine shows a little less: firmware and kernel keep their part.
			return memoryBytes >= MEMORY_GIB * GIB * 0.9
				? { state: 'ok', version }
				: { state: 'warning', version, note: `${MEMORY_GIB} GiB or more are recommended` }
		},
	},
	{
		id: 'disk space',
		why: 'holds downloads and built images',
		fatal: true,
		hint: 'Free some space, or set ROOTLESS_MATRIX_CACHE to a directory on a larger disk.',
		async probe({ cacheDir }) {
			const free = await freeBytes(cacheDir)
			const version = `${gib(free)} free`
			return free >= DISK_GIB * GIB
				? { state: 'ok', version }
				: { state: 'missing', version, note: `${DISK_GIB} GiB are needed below ${cacheDir}` }
		},
	},
]
