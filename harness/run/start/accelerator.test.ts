import { expect, test } from 'vitest'
import { ArtifactFault, Cache, type FaultReason } from '#images'
import { HostError } from '#results'
import { type HostProbe, type VmDriver } from '#vm'
import { acceleratorFor, acceleratorNotes } from './accelerator.ts'
import type { KernelFiles } from '../artifacts/kernel-files.ts'
import type { RunArtifacts } from '../artifacts/run-artifacts.ts'

const { signal } = new AbortController()
const kernel = (version: string) => ({ raw: `debian:${version}`, value: { provider: 'debian', version } })
const found = { accelerator: 'tcg', reason: 'x', workarounds: [] } as unknown as HostProbe
const driver = { probe: async () => found } as unknown as VmDriver

/** Finds out what runs guests where some kernels are not to be used, for these reasons. */
async function probing(faults: Readonly<Record<string, FaultReason>>, versions: readonly string[]) {
	const notes: string[] = []
	const artifacts: Pick<RunArtifacts, 'kernel' | 'probeInitrd' | 'cache'> = {
		cache: new Cache('/nowhere'),
		probeInitrd: async () => '/initrd',
		kernel: async ({ value: { version = '' } }) => {
			const reason = faults[version]
			if (reason) throw new ArtifactFault(reason, `${version} is ${reason}.`)
			return { vmlinuz: version } as KernelFiles
		},
	}
	const log = (note: string) => void notes.push(note)
	const probe = await acceleratorFor(artifacts, versions.map(kernel), { driver, signal, log })
	return { probe, notes }
}

test('a kernel that is not available is passed over in silence; when none is, nothing is known', async () => {
	expect(await probing({ '6.1': 'not-found' }, ['6.1', '6.12'])).toEqual({ probe: found, notes: [] })
	expect(await probing({ '6.1': 'not-found', '6.12': 'offline' }, ['6.1', '6.12'])).toEqual({
		probe: undefined,
		notes: [],
	})
})

test('a kernel with another sum is told, and an error when there is no other one', async () => {
	const { probe, notes } = await probing({ '6.1': 'wrong-sum' }, ['6.1', '6.12'])
	expect(probe).toBe(found)
	expect(notes).toEqual([expect.stringContaining('debian:6.1 is not used') as string])
	await expect(probing({ '6.1': 'wrong-sum', '6.12': 'not-found' }, ['6.1', '6.12'])).rejects.toMatchObject({
		code: 'artifact',
		message: '6.1 is wrong-sum.',
	})
})

test('a disk without room is the machine’s, and ends the search', async () => {
	await expect(probing({ '6.1': 'disk-full' }, ['6.1', '6.12'])).rejects.toMatchObject({ code: 'host' })
})

test('a kernel of one’s own comes last, and is named where only it was tried and does not boot', async () => {
	const own = { raw: 'file:x', value: { provider: 'file', files: [{ path: 'x' }] } }
	const tried: string[] = []
	const failing = {
		probe: async ({ vmlinuz }: { vmlinuz: string }) => {
			tried.push(vmlinuz)
			throw new HostError('No guest boots on this host')
		},
	} as unknown as VmDriver
	const artifacts = {
		cache: new Cache('/nowhere'),
		probeInitrd: async () => '/initrd',
		kernel: async ({ raw }: { raw: string }) => ({ vmlinuz: raw, release: '6.1.9' }) as KernelFiles,
	}
	const probe = (kernels: Parameters<typeof acceleratorFor>[1]) =>
		acceleratorFor(artifacts, kernels, { driver: failing, signal, log: () => {} })
	await expect(probe([own, kernel('6.12')])).rejects.toThrow(/^No guest boots on this host$/)
	expect(tried).toEqual(['debian:6.12'])
	await expect(probe([own])).rejects.toThrow(/Only the kernel 6\.1\.9 was tried/)
})

test('what runs guests is a line of words, and no dump of registers', () => {
	const reason =
		'/dev/kvm opens, but under KVM QEMU ended with exit code 0 (last: "Code=05 83 fa 0f"); emulated, a guest booted in 4.0 s'
	expect(acceleratorNotes({ ...found, reason })).toEqual([
		'Accelerator: TCG. KVM is not used: /dev/kvm opens, but a guest under it ended at once, with exit code 0; emulated, a guest booted in 4.0 s.',
	])
})
