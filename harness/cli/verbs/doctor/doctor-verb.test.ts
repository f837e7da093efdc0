import { describe, expect, it } from 'vitest'
import type { RunProgram } from '#vm/host'
import type { ProbeAccelerator } from '#harness/doctor'
import { runCli } from '../../cli.ts'
import { fakeAmbient } from '../../testing/fake-ambient.ts'

const versions: Record<string, string> = {
	'qemu-system-x86_64': 'QEMU emulator version 7.2.22',
	'qemu-img': 'qemu-img version 7.2.22',
	mmdebstrap: 'mmdebstrap 1.3.5',
	mke2fs: 'mke2fs 1.47.0',
	'dpkg-deb': 'version 1.21.22',
	'apt-get': 'apt 2.6.1\nDebian|bookworm|http://mirror.test/debian',
	modprobe: 'kmod version 30',
	depmod: 'kmod version 30',
	tar: 'tar (GNU tar) 1.34',
	xz: 'xz (XZ Utils) 5.4.1',
	zstd: 'v1.5.4',
	bsdtar: 'bsdtar 3.6.2',
	lz4: 'v1.9.4',
	flock: 'util-linux 2.38.1',
}

const tcg: ProbeAccelerator = async () => ({
	accelerator: 'tcg',
	reason: '/dev/kvm opens, but no ordinary kernel runs on it',
	workarounds: [],
})

/** A machine that lacks some programs until apt installs them. */
function machine(...missing: string[]) {
	const lacking = new Set(missing)
	const installs: string[] = []
	const runProgram: RunProgram = async (argv, options) => {
		const [file = ''] = argv
		if (argv.includes('install')) {
			installs.push(argv.slice(argv.indexOf('--no-install-recommends') + 1).join(' '))
			lacking.clear()
			options?.onOutput?.('Setting up …\n')
			return { state: 'ended', code: 0, output: '' }
		}
		const output = versions[file]
		return output === undefined || lacking.has(file)
			? { state: 'absent' }
			: { state: 'ended', code: 0, output }
	}
	const doctor = async (...flags: string[]) => {
		// The disk that the tests run on need not be a large one.
		const { ambient, stdout, stderr } = fakeAmbient(['doctor', ...flags], {
			runProgram,
			probeAccelerator: () => tcg,
		})
		return { code: await runCli(ambient), stdout: stdout.text, stderr: stderr.text }
	}
	return { doctor, installs }
}

describe('doctor', () => {
	it('says what is missing, why it is needed and how to get it, and exits with 3', async () => {
		const { code, stdout } = await machine('mmdebstrap').doctor()
		expect(code).toBe(3)
		expect(stdout).toMatch(
			/missing {2}mmdebstrap .* builds the guest's Debian root file system\n +not installed/,
		)
		expect(stdout).toContain('rootless-matrix doctor --fix')
		expect(stdout).toContain('not probed')
	})

	it('says in words that the machine falls back to TCG', async () => {
		const { code, stdout } = await machine().doctor()
		expect(code).toBe(0)
		expect(stdout.replace(/\s+/g, ' ')).toContain(
			'/dev/kvm opens, but no ordinary kernel runs on it; guests run several times slower',
		)
	})

	it('with --fix shows the command, runs it, and looks again', async () => {
		const { doctor, installs } = machine('mmdebstrap', 'qemu-img')
		const { code, stdout } = await doctor('--fix')
		expect([code, installs]).toEqual([0, ['mmdebstrap qemu-utils']])
		expect(stdout.indexOf('$ env DEBIAN_FRONTEND=noninteractive apt-get')).toBeLessThan(
			stdout.indexOf('Setting up'),
		)
		expect(stdout).toContain('This machine has everything that is needed.')
	})

	it('with --fix a second time does nothing and says so in one line', async () => {
		const { doctor, installs } = machine('tar')
		await doctor('--fix')
		expect(await doctor('--fix')).toEqual({
			code: 0,
			stdout: 'Nothing to install: this machine has everything that is needed.\n',
			stderr: '',
		})
		expect(installs).toHaveLength(1)
	})

	it('with --json prints nothing but JSON on standard output, also while it installs', async () => {
		const { code, stdout, stderr } = await machine('tar').doctor('--fix', '--json')
		expect(code).toBe(0)
		expect(stdout).toMatch(/^\{\n\t"ready": /)
		expect(JSON.parse(stdout)).toMatchObject({ ready: true, packages: [] })
		expect(stderr).toContain('Setting up')
	})
})
