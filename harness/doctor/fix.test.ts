import { describe, expect, it } from 'vitest'
import { HostError } from '#results'
import type { Diagnosis } from './examine.ts'
import { type FixOptions, installCommand, installMissing } from './fix.ts'
import type { ProgramEnd } from '#vm/host'

const diagnosis: Diagnosis = {
	rows: [],
	ready: false,
	packages: ['mmdebstrap', 'qemu-utils'],
	needsLists: false,
}
const fine: ProgramEnd = { state: 'ended', code: 0, output: '' }

function machine(ends: readonly ProgramEnd[], more: Partial<FixOptions> = {}) {
	const commands: string[] = []
	const printed: string[] = []
	const options: FixOptions = {
		run: async (argv) => {
			// What runs must have been shown before.
			expect(printed.at(-1)).toBe(`\n$ ${argv.join(' ')}\n`)
			commands.push(argv.find((word) => ['update', 'install'].includes(word)) ?? argv.join(' '))
			return ends[commands.length - 1] ?? fine
		},
		env: {},
		isRoot: true,
		hasPackageLists: async () => true,
		print: (text) => void printed.push(text),
		...more,
	}
	return { options, commands, printed }
}

describe('installing what is missing', () => {
	it('shows each command before it runs it', async () => {
		const { options, printed } = machine([fine])
		await installMissing(diagnosis, options)
		expect(printed.join('')).toMatchInlineSnapshot(`
			"
			$ env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120 install -y --no-install-recommends mmdebstrap qemu-utils
			"
		`)
	})

	it('goes through sudo when not root', () => {
		expect(installCommand(['tar'], false).slice(0, 3)).toEqual([
			'sudo',
			'env',
			'DEBIAN_FRONTEND=noninteractive',
		])
	})

	it('fetches the package lists first where there are none', async () => {
		const { options, commands } = machine([fine, fine], { hasPackageLists: async () => false })
		await installMissing(diagnosis, options)
		expect(commands).toEqual(['update', 'install'])
	})

	it('fetches only the package lists when nothing else is missing', async () => {
		const { options, commands } = machine([fine])
		await installMissing({ ...diagnosis, packages: [], needsLists: true }, options)
		expect(commands).toEqual(['update'])
	})

	it('fetches them again when they turn out to be stale', async () => {
		const stale: ProgramEnd = {
			state: 'ended',
			code: 100,
			output: 'E: Failed to fetch http://mirror.test/x.deb  404  Not Found',
		}
		const { options, commands } = machine([stale, fine, fine])
		await installMissing(diagnosis, options)
		expect(commands).toEqual(['install', 'update', 'install'])
	})

	it('fetches them again when they are older than what is installed', async () => {
		const older: ProgramEnd = {
			state: 'ended',
			code: 100,
			output: [
				'The following packages have unmet dependencies:',
				' libarchive-tools : Depends: libarchive13 (= 3.6.2-1+deb12u4) but 3.6.2-1+deb12u5 is to be installed',
				'E: Unable to correct problems, you have held broken packages.',
			].join('\n'),
		}
		const { options, commands } = machine([older, fine, fine])
		await installMissing(diagnosis, options)
		expect(commands).toEqual(['install', 'update', 'install'])
	})

	it('does not try again after any other failure, and says which command it was', async () => {
		const held: ProgramEnd = {
			state: 'ended',
			code: 100,
			output: 'E: You don’t have enough free space in /var/cache/apt/archives/.',
		}
		const { options, commands } = machine([held])
		await expect(installMissing(diagnosis, options)).rejects.toMatchObject({
			code: 'host',
			message: expect.stringMatching(/install .* failed with 100/) as string,
		})
		expect(commands).toEqual(['install'])
	})

	it('without sudo says what root would have to run', async () => {
		const { options } = machine([{ state: 'absent' }], { isRoot: false })
		const error: unknown = await installMissing(diagnosis, options).catch((thrown: unknown) => thrown)
		expect(error).toBeInstanceOf(HostError)
		expect((error as HostError).hint).toMatch(/^As root, run: env DEBIAN_FRONTEND=noninteractive apt-get/)
	})

	describe('QEMU, where the machine has none', () => {
		const withoutQemu = { ...diagnosis, packages: ['mmdebstrap', 'qemu-system-x86'] }
		const newer = { options: ['-o', 'X=y'], packages: ['-t', 'backports', 'qemu-system-x86'], why: 'faster' }
		const failed: ProgramEnd = { state: 'ended', code: 100, output: 'Failed to fetch' }

		it('comes from where a newer one is, before the rest', async () => {
			const { options, commands, printed } = machine([fine, fine, fine], { newerQemu: async () => newer })
			await installMissing(withoutQemu, options)
			expect(commands).toEqual(['update', 'install', 'install'])
			expect(printed.join('')).toContain('-o X=y -t backports qemu-system-x86')
		})

		it("comes from the machine's own sources when the newer one is not available", async () => {
			const { options, commands, printed } = machine([failed, fine], { newerQemu: async () => newer })
			await installMissing(withoutQemu, options)
			expect(commands).toEqual(['update', 'install'])
			expect(printed.join('')).toContain('own sources')
		})
	})
})
