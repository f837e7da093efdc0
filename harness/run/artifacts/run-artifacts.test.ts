import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { type AxisValue, loadMatrix, planMatrix, readAxis } from '#harness/matrix'
import { fetchPlan } from './fetch-plan.ts'
import { assertGuest } from './kernel-fit.ts'
import { RunArtifacts } from './run-artifacts.ts'

// The host's own apt is asked, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 180_000 })

let cacheRoot: string
beforeEach(async () => void (cacheRoot = await mkdtemp(join(tmpdir(), 'run-artifacts-'))))
afterEach(() => rm(cacheRoot, { recursive: true }))

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
