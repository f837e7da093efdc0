import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type AxisValue, loadMatrix, planMatrix, readAxis } from '#harness/matrix'
import { builderCode } from '#harness/sources'
import { memoryLock } from '#images'
import { SharedHostIndex } from '#images/testing'
import { fakeDeb } from '#vm/kernel/testing'
import { fetchPlan } from '../fetch-plan.ts'
import { assertGuest } from './kernel-fit.ts'
import { RunArtifacts } from './run-artifacts.ts'

// The host's own apt is asked, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 180_000 })

let cacheRoot: string
const hostIndex = new SharedHostIndex()
beforeEach(async () => {
	cacheRoot = await mkdtemp(join(tmpdir(), 'run-artifacts-'))
	await hostIndex.lend(cacheRoot)
})
afterEach(async () => {
	await hostIndex.keep(cacheRoot)
	await rm(cacheRoot, { recursive: true })
})
afterAll(() => hostIndex[Symbol.asyncDispose]())

const { signal } = new AbortController()
/** Named, so that no host's own configuration matters; nothing is asked of it. */
const env = { ROOTLESS_MATRIX_DEBIAN_MIRROR: 'http://127.0.0.1:1/debian' }
const offline = (notes: string[] = []) =>
	new RunArtifacts({ cacheRoot, signal, env, offline: true, log: (note) => void notes.push(note) })
const quick = async () => planMatrix(await loadMatrix({ preset: 'quick' }))

test('offline, an image that would have to be built is said to be missing, not to be built', async () => {
	const notes: string[] = []
	const artifacts = offline(notes)
	for (const [what, image] of [
		['base', () => artifacts.base(readAxis('guest', 'debian:13') as AxisValue<'guest'>)],
		['probe', () => artifacts.probe()],
	] as const)
		await expect(image()).rejects.toMatchObject({
			reason: 'offline',
			message: `The ${what} image is not in the cache and would have to be built, and this run is offline.`,
			hint: expect.stringContaining('fetch') as string,
		})
	expect(notes).toEqual([])
})

test('offline, each cell says what it lacks in an empty cache', async () => {
	const { cells } = await fetchPlan({
		plan: await quick(),
		artifacts: { offline: true },
		signal,
		onNote: () => {},
		env: { ...env, ROOTLESS_MATRIX_CACHE: cacheRoot },
	})
	expect(new Set(cells.map(({ state }) => state))).toEqual(new Set(['unavailable']))
	const reasons = cells.map((cell) => ('reason' in cell ? cell.reason : ''))
	expect([...new Set(reasons)].sort()).toEqual([
		expect.stringMatching(/^No package lists are in the cache to look up docker\.io/) as string,
		'docker-27.5.1.tgz x86_64 is not in the cache, and this run is offline.'.replace(
			'x86_64',
			process.arch === 'arm64' ? 'aarch64' : 'x86_64',
		),
	])
})

test('a lock file that cannot be understood is found before anything is done', async () => {
	const lockPath = join(cacheRoot, 'rootless-matrix.lock.yaml')
	await writeFile(lockPath, 'lockVersion: 7\n')
	const open = RunArtifacts.open({ cacheRoot, signal, env, lockPath, log: () => {} })
	await expect(open).rejects.toMatchObject({ code: 'configuration' })
})

test('a directory that is not there is looked for beside the matrix, and is said to be missing', async () => {
	const artifacts = new RunArtifacts({ cacheRoot, signal, env, offline: true, baseDir: '/no', log: () => {} })
	const [cell] = (await quick()).cells
	await expect(
		artifacts.forCell({
			...cell!,
			axes: { ...cell!.axes, docker: readAxis('docker', 'local:such') as AxisValue<'docker'> },
		}),
	).rejects.toMatchObject({ code: 'artifact', message: '/no/such is not there.' })
})

test('a mirror of the environment that is no address is the user’s mistake, of no cell', async () => {
	const fetching = fetchPlan({
		plan: await quick(),
		artifacts: { offline: true },
		signal,
		onNote: () => {},
		env: { ROOTLESS_MATRIX_CACHE: cacheRoot, ROOTLESS_MATRIX_DEBIAN_MIRROR: 'not a mirror [trusted=yes]' },
	})
	await expect(fetching).rejects.toMatchObject({ code: 'configuration' })
})

test('a kernel that a guest’s systemd is too new for is refused for that guest, and not for an older one', () => {
	const on = (release: string, raw: string) => () => assertGuest({ release }, { raw })
	expect(on('4.18.0-553.el8.x86_64', 'debian:13')).toThrow(
		expect.objectContaining({
			code: 'artifact',
			message:
				'Linux 4.18.0-553.el8.x86_64 is too old for the guest debian:13, whose systemd is made for 5.4 or newer.',
		}) as Error,
	)
	expect(on('4.18.0-553.el8.x86_64', 'debian:12')).not.toThrow()
	expect(on('4.14.355-280.amzn2.x86_64', 'debian:12')).toThrow(/made for 4\.15/)
	expect(on('5.4.0-200-generic', 'debian:13')).not.toThrow()
	// Nobody has looked at that guest; and a release that is none says nothing.
	expect(on('3.10.0', 'ubuntu:24.04')).not.toThrow()
	expect(on('', 'debian:13')).not.toThrow()
})

const arch = process.arch === 'arm64' ? 'arm64' : 'amd64'

/** A package in the cache, and what a lock file says of it. */
async function packageOf(name: string, files: Readonly<Record<string, string>>) {
	const deb = await fakeDeb(name, files, { compress: (tar) => tar })
	const sha256 = createHash('sha256').update(deb).digest('hex')
	const path = join(cacheRoot, `apt/debs/${name}_1_${arch}.deb`)
	await mkdir(join(cacheRoot, 'apt/debs'), { recursive: true })
	await writeFile(path, deb)
	await writeFile(`${path}.sha256`, sha256)
	return { packages: [{ name, version: '1', suite: 'trixie', sha256 }] }
}

/** What the newest entry of a kind was made of. */
async function inputsOf(kind: string): Promise<Record<string, unknown>> {
	const [name = ''] = await readdir(join(cacheRoot, kind))
	return JSON.parse(await readFile(join(cacheRoot, kind, name, 'inputs.json'), 'utf8')) as Record<
		string,
		unknown
	>
}

test('what is made of packages belongs to the code that makes it', async () => {
	const lock = memoryLock({
		[`debian busybox-static ${arch}`]: await packageOf('busybox-static', { 'usr/bin/busybox': 'busybox' }),
		[`debian kernel 6.1 ${arch}`]: await packageOf('linux-image', {
			'boot/vmlinuz-6.1.0': 'vmlinuz',
			'usr/lib/modules/6.1.0/modules.order': '',
			'usr/lib/modules/6.1.0/modules.builtin': ['virtio_pci', 'virtio_blk', 'virtio_net', 'ext4']
				.map((name) => `kernel/${name}.ko\n`)
				.join(''),
		}),
	})
	const artifacts = new RunArtifacts({ cacheRoot, signal, env, offline: true, lock, log: () => {} })
	const probe = await artifacts.probeInitrd()
	expect(await readFile(probe, 'latin1')).toContain('poweroff')
	expect(await inputsOf('initrd')).toMatchObject({ code: await builderCode('initrd'), probe: true })
	expect(await inputsOf('busybox')).toMatchObject({ code: await builderCode('busybox') })
	await rm(join(cacheRoot, 'initrd'), { recursive: true })
	await artifacts.kernel(readAxis('kernel', 'debian:6.1') as AxisValue<'kernel'>)
	for (const kind of ['initrd', 'kernels', 'modules'] as const)
		expect(await inputsOf(kind)).toMatchObject({ code: await builderCode(kind) })
})
