import { describe, expect, it } from 'vitest'
import { ArtifactError, HostError } from '#results'
import { fakeVmDriver } from '#vm/fake'
import type { AcceleratorReport } from './accelerator.ts'
import { archiveRequirement, debianArchive } from './archive.ts'
import { examineHost } from './examine.ts'
import { debian12, fakeHost } from './fake-host.ts'
import { machineRequirements } from './machine.ts'
import { toolRequirements } from './tools.ts'

const requirements = toolRequirements
const driver = async () => fakeVmDriver()
const tcg: AcceleratorReport = {
	accelerator: 'tcg',
	reason: '/dev/kvm opens, but no ordinary kernel runs on it',
	workarounds: [{ args: ['-cpu', 'max,cx16=off'], reason: 'double fault in cmpxchg16b' }],
}

describe('examining a machine', () => {
	it('names each package once, and is not ready', async () => {
		const { modprobe: _m, depmod: _d, tar: _c, ...rest } = debian12
		const diagnosis = await examineHost({ host: fakeHost(rest), requirements })
		expect(diagnosis.packages).toEqual(['kmod', 'tar'])
		expect(diagnosis.ready).toBe(false)
	})

	it('says that guests fall back to TCG, why, and what is worked around', async () => {
		const host = fakeHost(debian12)
		const diagnosis = await examineHost({ host, driver, requirements, probeAccelerator: async () => tcg })
		expect(diagnosis.rows.slice(-2).map((row) => [row.id, row.finding])).toEqual([
			[
				'accelerator',
				{
					state: 'warning',
					version: 'TCG',
					note: '/dev/kvm opens, but no ordinary kernel runs on it; guests run several times slower',
				},
			],
			['QEMU work-around', { state: 'ok', version: '-cpu max,cx16=off', note: 'double fault in cmpxchg16b' }],
		])
		expect(diagnosis.ready).toBe(true)
	})

	it('boots no guest on a machine that lacks tools', async () => {
		const probeAccelerator = async (): Promise<AcceleratorReport> => {
			throw new Error('must not be called')
		}
		const { rows } = await examineHost({ host: fakeHost({}), driver, requirements, probeAccelerator })
		expect(rows.at(-1)?.finding).toEqual({
			state: 'warning',
			note: 'not probed: it needs what is missing above',
		})
	})

	it('is not ready when no guest boots at all', async () => {
		const diagnosis = await examineHost({
			host: fakeHost(debian12),
			driver,
			requirements,
			probeAccelerator: () => Promise.reject(new ArtifactError('No kernel could be downloaded.')),
		})
		expect(diagnosis.ready).toBe(false)
		expect(diagnosis.rows.at(-1)?.finding.note).toContain('No kernel could be downloaded.')
	})

	it('is not ready without anything that runs VMs, and says how to get it', async () => {
		const none = () => Promise.reject(new HostError('There is no limactl.', { hint: 'Install it.' }))
		const diagnosis = await examineHost({ host: fakeHost(debian12), driver: none, requirements })
		expect(diagnosis.ready).toBe(false)
		expect(diagnosis.rows.at(-1)).toMatchObject({
			id: 'VM driver',
			hint: 'Install it.',
			finding: { state: 'missing', note: 'There is no limactl.' },
		})
	})

	it('goes on when one probe breaks', async () => {
		const broken = {
			id: 'x',
			why: 'y',
			fatal: false,
			hint: 'z',
			probe: () => Promise.reject(new Error('EIO')),
		}
		const { rows } = await examineHost({ host: fakeHost({}), requirements: [broken] })
		expect(rows[0]?.finding).toEqual({ state: 'missing', note: 'could not be found out: EIO' })
	})
})

describe('the machine', () => {
	const probe = (id: string, more: Parameters<typeof fakeHost>[1]) =>
		machineRequirements.find((requirement) => requirement.id === id)?.probe(fakeHost({}, more))

	it('needs Node 20.19', async () => {
		expect(await probe('node', { nodeVersion: '20.18.3' })).toMatchObject({ state: 'missing' })
		expect(await probe('node', { nodeVersion: '20.19.0' })).toMatchObject({ state: 'ok' })
		expect(await probe('node', { nodeVersion: '22.1.0' })).toMatchObject({ state: 'ok' })
	})

	it('with little memory is only warned', async () => {
		expect(await probe('memory', { memoryBytes: 2 * 2 ** 30 })).toMatchObject({ state: 'warning' })
		expect(await probe('memory', { memoryBytes: 3.8 * 2 ** 30 })).toMatchObject({ state: 'ok' })
	})

	it('has its free space measured above a cache directory that is not there yet', async () => {
		expect(await probe('disk space', { cacheDir: '/nowhere/at/all' })).toHaveProperty('version')
	})
})

describe('the Debian archive', () => {
	it('is not its security archive', () => {
		expect(
			debianArchive(
				'Debian|bookworm-security|http://mirror.test/debian-security\nDebian|bookworm|http://mirror.test/debian\n',
			),
		).toBe('http://mirror.test/debian')
	})

	it('is recognised by its path before apt has fetched its lists', () => {
		expect(debianArchive('$(ORIGIN)|bookworm|http://mirror.test/debian/\n')).toBe(
			'http://mirror.test/debian/',
		)
	})

	it('is shown without the credentials of a private mirror', async () => {
		const host = fakeHost({ 'apt-get': 'Debian|bookworm|https://user:secret@mirror.test/debian\n' })
		expect(await archiveRequirement.probe(host)).toEqual({ state: 'ok', note: 'https://mirror.test/debian' })
	})

	it('that apt has fetched no lists of yet is mended by fetching them', async () => {
		const host = fakeHost({})
		const run: typeof host.run = async (argv) => ({
			state: 'ended',
			code: 0,
			output: argv.includes('--print-uris')
				? "'http://mirror.test/debian-security/dists/x/InRelease' a 0\n'http://mirror.test/debian/dists/bookworm/InRelease' b 0\n"
				: '',
		})
		const diagnosis = await examineHost({ host: { ...host, run }, requirements: [archiveRequirement] })
		expect(diagnosis).toMatchObject({ ready: false, needsLists: true, packages: [] })
		expect(diagnosis.rows[0]?.finding.note).toBe(
			'http://mirror.test/debian/: apt has not fetched its package lists yet',
		)
	})

	it('is missing on a machine with none', async () => {
		const host = fakeHost({ 'apt-get': 'Node|nodistro|https://mirror.test/node\n' })
		expect(await archiveRequirement.probe(host)).toMatchObject({ state: 'missing' })
	})
})
