import { readFile } from 'node:fs/promises'
import type { Vm, VmDriver } from '../driver.ts'
import type { VmSpec } from '../spec.ts'

/** What a driver promises, asked of a VM of its: each a sentence, and what was found where it does not hold. */
interface Promised {
	readonly sentence: string
	/** Undefined where it holds, else what was found instead. */
	readonly ask: (vm: Vm, of: ContractSubject) => Promise<string | undefined>
}

/** The VM that is asked: booted from `spec` by `driver`, with the two files below in its seed and its disks labelled. */
interface ContractSubject {
	readonly driver: VmDriver
	readonly spec: VmSpec
	/** `uname -r` of the kernel that it is to boot. */
	readonly release: string
	/** Where this host listens, on its loopback interface, for a guest that should not come. */
	readonly hostPort: number
	/** A fresh directory for sockets and copies; short. */
	readonly directory: string
}

/** In the seed of every VM of the contract. */
export const contractSeed = {
	path: '/etc/rootless-matrix/contract',
	content: 'seeded\n',
	mode: 0o640,
} as const

const isNot = (found: string, wanted: string): string | undefined => (found === wanted ? undefined : found)

/** What holds of every VM that is up. */
export const promises: readonly Promised[] = [
	{
		sentence: 'it boots the kernel that it was given',
		ask: async ({ guest }, { release }) => isNot((await guest.check(['uname', '-r'])).stdout.trim(), release),
	},
	{
		sentence: 'its driver has snapshots, and the accelerator that it runs on, exactly if it says so',
		async ask(_, { driver: { capabilities, snapshots }, spec: { host } }) {
			if (capabilities.snapshots !== (snapshots !== undefined)) return `snapshots: ${capabilities.snapshots}`
			return capabilities.accelerators.includes(host.accelerator) ? undefined : host.accelerator
		},
	},
	{
		sentence: 'its console is there from the kernel’s first words on',
		async ask({ evidence }, { release, driver }) {
			if (!driver.capabilities.consoleFromFirstByte) return undefined
			const texts = await Promise.all(evidence.map((file) => readFile(file, 'utf8').catch(() => '')))
			return texts.some((text) => text.includes(`Linux version ${release}`)) ? undefined : 'no banner'
		},
	},
	{
		sentence: 'its seed is in place, with its mode, and is root’s',
		async ask({ guest }) {
			const { path, content } = contractSeed
			const { stdout } = await guest.check(['sh', '-c', `stat -c '%a %u' ${path}; cat ${path}`])
			return isNot(stdout, `640 0\n${content}`)
		},
	},
	{
		sentence: 'it writes to its root disk, and knows the kernel’s modules',
		async ask({ guest }) {
			const look = 'touch /var/tmp/x && test -d "/usr/lib/modules/$(uname -r)" && echo both'
			return isNot((await guest.check(['sh', '-c', look])).stdout, 'both\n')
		},
	},
	{
		sentence: 'a command has an exit code, two outputs and an input',
		async ask({ guest }) {
			const { stdout, stderr, code } = await guest.exec(['sh', '-c', 'cat; echo err >&2; exit 3'], {
				stdin: 'in',
			})
			return isNot(`${stdout} ${stderr.trim()} ${code}`, 'in err 3')
		},
	},
	{
		sentence: 'what is copied to it comes back as it was',
		async ask({ guest }) {
			const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251))
			await guest.put(bytes, '/var/tmp/copied')
			return (await guest.get('/var/tmp/copied')).equals(bytes) ? undefined : 'other bytes'
		},
	},
	{
		sentence:
			'its only network leads nowhere by itself: not to the host, not to its loopback interface, not beyond',
		async ask({ guest }, { hostPort }) {
			// The user network's own addresses of the host, of its resolver, and an address of the internet.
			const places = ['192.168.5.2', '192.168.5.3', '192.168.76.2', '192.168.76.3', 'fec0::2', '1.1.1.1']
			const ask = places.map(
				(place) =>
					`for port in ${hostPort} 53 443; do ` +
					`timeout 3 bash -c "exec 3<>/dev/tcp/${place}/$port" 2>/dev/null && echo ${place}:$port; done &`,
			)
			const script = `${ask.join('\n')}\nwait`
			return isNot((await guest.check(['bash', '-c', script], { deadline: 180_000 })).stdout, '')
		},
	},
]

/** What is in the first sector of each disk as it was given, and after the guest has written to what it was given. */
export async function writeToDisks({ guest }: Vm): Promise<string> {
	const script =
		'for disk in /dev/vd[b-z] /dev/sd[b-z]; do [ -b $disk ] || continue; ' +
		'dd if=/dev/zero of=$disk bs=4096 count=4 conv=fsync 2>/dev/null && echo written; done; true'
	return (await guest.check(['sh', '-c', script])).stdout
}
