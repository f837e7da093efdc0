import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { chooseDriver } from '../choose-driver.ts'
import { runTool } from '../host/index.ts'
import type { VmSpec } from '../spec.ts'
import { installFakeLimactl } from './fake/index.ts'
import { sweepLima } from './home.ts'
import { limaDriver } from './index.ts'

let tools: string
let limactl: string
beforeAll(async () => {
	tools = await mkdtemp(join(tmpdir(), 'rm-test-'))
	await chmod(tools, 0o755)
	limactl = await installFakeLimactl(tools)
})
afterAll(() => rm(tools, { recursive: true }))

let directory: string
let spec: VmSpec
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'rm-test-'))
	for (const name of ['vmlinuz', 'initrd', 'part']) await writeFile(join(directory, name), name)
	await runTool(['truncate', '-s', '1M', join(directory, 'root')])
	spec = {
		name: 'a cell',
		host: { driver: 'Lima', program: limactl, driverVersion: '2.2.0', accelerator: 'tcg', arch: 'x86_64' },
		memoryMiB: 256,
		cpus: 1,
		vmlinuz: join(directory, 'vmlinuz'),
		initrd: join(directory, 'initrd'),
		root: { path: join(directory, 'root'), format: 'raw' },
		disks: [{ serial: 'part-docker', path: join(directory, 'part') }],
		evidenceDir: join(directory, 'evidence'),
		scratchDir: directory,
	}
	vi.stubEnv('LIMACTL', limactl)
})
afterEach(async () => {
	vi.unstubAllEnvs()
	await rm(directory, { recursive: true })
})

const homes = async (parent = tmpdir()) =>
	(await readdir(parent)).filter((name) => name.startsWith(`rm-lima-${process.pid}-`))

test.each([
	['LIMACTL', '/nowhere/limactl', /There is no \/nowhere\/limactl\./, /Install limactl 2\.0\.2 or newer/],
	['FAKE_LIMACTL_VERSION', '1.2.1', /is 1\.2\.1; this driver needs >=2\.0\.2 <3\./, /Install limactl/],
	['FAKE_LIMACTL_VERSION', '3.0.0', /is 3\.0\.0; this driver needs/, /Install limactl/],
])('a limactl that will not do (%s=%s) is a sentence', async (name, value, why, hint) => {
	vi.stubEnv(name, value)
	const obstacle = await limaDriver.obstacle()
	expect(obstacle?.why).toMatch(why)
	expect(obstacle?.hint).toMatch(hint)
	await expect(chooseDriver('lima')).rejects.toThrow(why)
	await expect(limaDriver.start(spec)).rejects.toThrow(why)
})

test.each([
	['root', /limactl refuses to run as root/, /ordinary user/],
	['import', /says that it imported the disk part-docker, and it is not there/, /TMPDIR/],
	['no-key-portForwards', /does not know the key portForwards of the template/, /2\.0\.2/],
	['locked', /the disk part-docker is in use by another instance/, /doctor --fix/],
	['kvm', /QEMU may not use KVM: Permission denied/, /\/dev\/kvm/],
])(
	'%s: a sentence with what to do, nothing is left, and the cache’s files stay whose they are, and as they are',
	async (trap, message, hint) => {
		vi.stubEnv('FAKE_LIMACTL_TRAPS', trap)
		const error = await limaDriver
			.start(spec)
			.catch((caught: unknown) => caught as { message: string; hint: string })
		expect(error).toMatchObject({
			message: expect.stringMatching(message) as string,
			hint: expect.stringMatching(hint) as string,
		})
		expect(await homes()).toEqual([])
		for (const name of ['vmlinuz', 'part', 'root'])
			expect((await stat(join(directory, name))).uid).toBe(process.getuid?.())
		expect(await readFile(join(directory, 'part'), 'utf8')).toBe('part')
	},
)

test('a start that never becomes ready is a time-out, and nothing is left', async () => {
	vi.stubEnv('FAKE_LIMACTL_TRAPS', 'silent')
	await expect(limaDriver.start(spec, { deadline: 1_000 })).rejects.toMatchObject({
		code: 'timeout',
		message: expect.stringMatching(/no SSH connection within \d+ s; the console is silent/) as string,
		evidence: expect.arrayContaining([join(spec.evidenceDir, 'lima.yaml')]) as string[],
	})
	expect(await homes()).toEqual([])
	expect(await readFile(join(spec.evidenceDir, 'lima.yaml'), 'utf8')).toContain('name: part-docker')
})

test('an interruption is one, and leaves nothing', async () => {
	vi.stubEnv('FAKE_LIMACTL_TRAPS', 'silent')
	const stop = new AbortController()
	const started = limaDriver.start(spec, { signal: stop.signal })
	started.catch(() => undefined)
	await expect.poll(async () => (await homes()).length).toBe(1)
	stop.abort()
	await expect(started).rejects.toMatchObject({ code: 'interrupted' })
	expect(await homes()).toEqual([])
})

test('a LIMA_HOME that is too long is told before anything starts', async () => {
	const long = join(directory, 'x'.repeat(80))
	await mkdir(long)
	vi.stubEnv('TMPDIR', long)
	await expect(limaDriver.start(spec)).rejects.toThrow(/is \d+ bytes too long for a LIMA_HOME/)
	expect(await readdir(long)).toEqual([])
})

test('what a harness that is gone left behind is found by its name, and goes with its processes', async () => {
	const gone = spawn('true')
	await once(gone, 'close')
	const home = join(directory, `rm-lima-${gone.pid}-abcdef`)
	const instance = join(home, 'h', 'vm')
	await mkdir(instance, { recursive: true })
	await writeFile(join(home, '.rootless-matrix-scratch'), '')
	await mkdir(join(directory, `rm-lima-${process.pid}-abcdef`))
	const left = spawn('sh', ['-c', 'read -r _', `${instance}/qemu.pid`], { argv0: 'qemu-system-x86_64' })
	const ended = once(left, 'close')
	expect(await sweepLima(directory)).toEqual([home])
	expect((await ended)[1]).toBe('SIGKILL')
	expect(await readdir(directory)).not.toContain(`rm-lima-${gone.pid}-abcdef`)
	expect(await readdir(directory)).toContain(`rm-lima-${process.pid}-abcdef`)
})
