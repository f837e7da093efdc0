import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { HostError } from '#results/errors'
import { removeScratch, sweepOwnedDirectories } from '../host/index.ts'
import { prepareVm } from './files.ts'
import type { VmSpec } from '../spec.ts'
import { supervise } from './supervisor.ts'

let base: string
beforeEach(async () => void (base = await mkdtemp(join(tmpdir(), 'rm-t-'))))
afterEach(async () => {
	vi.unstubAllEnvs()
	await rm(base, { recursive: true })
})

const hasQemuImg = spawnSync('qemu-img', ['--version']).status === 0

/** A VM whose every path is below `dir`. */
async function specIn(dir: string): Promise<VmSpec> {
	for (const name of ['scratch', 'tmp']) await mkdir(join(dir, name), { recursive: true })
	for (const name of ['vmlinuz', 'initrd', 'root.img', 'part.img']) await writeFile(join(dir, name), 'x')
	vi.stubEnv('TMPDIR', join(dir, 'tmp'))
	return {
		name: 'a, b',
		host: { driver: 'QEMU', program: 'qemu', driverVersion: '10.0.2', accelerator: 'tcg', arch: 'x86_64' },
		memoryMiB: 256,
		cpus: 1,
		vmlinuz: join(dir, 'vmlinuz'),
		initrd: join(dir, 'initrd'),
		root: { path: join(dir, 'root.img'), format: 'raw' },
		disks: [{ serial: 'part', path: join(dir, 'part.img'), bytes: 2 ** 20 }],
		evidenceDir: join(dir, 'evidence'),
		scratchDir: join(dir, 'scratch'),
	}
}

test.skipIf(!hasQemuImg)(
	'a VM below a path with blanks, commas and globs takes its own directories away and no neighbour',
	async () => {
		const neighbours = ['some', 'where', 'some where/x/cache', 'some where/b'].map((name) => join(base, name))
		for (const neighbour of neighbours) {
			await mkdir(neighbour, { recursive: true })
			await writeFile(join(neighbour, 'precious'), 'precious')
		}
		const prepared = await prepareVm(await specIn(join(base, 'some where', '*', 'a,b')))
		expect(prepared.directories).toHaveLength(2)
		const { directories, evidence } = prepared
		const run = await supervise({ command: ['true'], directories, outputFile: evidence.stderr })
		expect(await run.ended).toBe('exit code 0')
		expect(await readFile(evidence.stderr, 'utf8')).toBe('')
		for (const directory of directories) expect(existsSync(directory)).toBe(false)
		for (const neighbour of neighbours) expect(existsSync(join(neighbour, 'precious'))).toBe(true)
	},
)

test('a directory that nobody marked is removed by nobody', async () => {
	const foreign = join(base, 'foreign')
	await mkdir(foreign)
	const outputFile = join(base, 'output')
	await (
		await supervise({ command: ['true'], directories: [foreign], outputFile })
	).ended
	await expect(removeScratch([foreign])).rejects.toThrow(HostError)
	expect(existsSync(foreign)).toBe(true)
	await removeScratch([join(base, 'gone')])
})

const mayMount = process.getuid?.() === 0 && spawnSync('unshare', ['--mount', 'true']).status === 0

test.skipIf(!mayMount)('what is mounted in a directory stays when the directory goes', async () => {
	const scratch = join(base, 'scratch')
	await mkdir(join(scratch, 'mounted'), { recursive: true })
	await writeFile(join(scratch, '.rootless-matrix-scratch'), '')
	const script = fileURLToPath(new URL('supervise.sh', import.meta.url))
	const steps =
		'mount -t tmpfs none "$1/mounted"; touch "$1/mounted/precious"; sh "$0" "$1" -- true; ls "$1/mounted"'
	const { stdout } = spawnSync('unshare', ['--mount', 'sh', '-c', steps, script, scratch], {
		encoding: 'utf8',
	})
	expect(stdout).toBe('precious\n')
})

test('a temporary directory that is too long for a socket is refused by name', async () => {
	const spec = await specIn(join(base, 'x'.repeat(80)))
	await expect(prepareVm(spec)).rejects.toThrow(/temporary directory .* bytes too long/)
})

test.skipIf(!hasQemuImg)(
	'what a VM left is removed when its harness and its supervisor were killed, its disks in the cache too',
	async () => {
		const spec = await specIn(join(base, 'm'))
		const { directories } = await prepareVm(spec)
		const [sockets = '', disks = ''] = directories
		expect(sockets).toMatch(new RegExp(`/rm-vm-${process.pid}-\\w{6}$`))
		const neighbour = join(spec.scratchDir ?? '', 'vm-abcdef')
		await mkdir(neighbour)
		const parent = dirname(sockets)
		expect(await sweepOwnedDirectories(parent)).toEqual([])
		expect(existsSync(join(disks, 'root.qcow2'))).toBe(true)
		// As if another process had made it, which is gone.
		const left = sockets.replace(String(process.pid), String(spawnSync('true').pid))
		await rename(sockets, left)
		expect(await sweepOwnedDirectories(parent)).toEqual([left])
		expect([left, disks, neighbour].map((path) => existsSync(path))).toEqual([false, false, true])
	},
)
