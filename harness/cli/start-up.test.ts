import { describe, expect, it, vi } from 'vitest'
import { loadedModules, modulesOfBin } from './testing/loaded-modules.ts'

// Each starts processes, which a busy machine does late.
vi.setConfig({ testTimeout: 120_000 })

describe('what a verb needs is loaded when it runs', () => {
	it.each(['--help', 'run --help', 'images gc --help'])(
		'%s loads no more than the command line itself',
		async (line) => {
			const modules = await loadedModules(...line.split(' '))
			expect(modules).toContain('harness/cli/program.ts')
			expect(modules.length).toBeLessThan(60)
			const others = modules.filter((path) => !path.startsWith('harness/cli/'))
			expect(others).toEqual([
				'results/diff/forms/index.ts',
				'results/errors/harness-error.ts',
				'results/errors/index.ts',
				'results/errors/places.ts',
				'results/errors/untrusted-text.ts',
				// The lists of forms: their flags.
				'results/report/forms/index.ts',
				'results/report/forms/report.ts',
				'vm/host/typescript/hooks.js',
				'vm/host/typescript/own-cache.js',
				'vm/host/typescript/register.js',
			])
		},
	)

	it('--version loads nothing at all', async () => {
		expect(await modulesOfBin('--version')).toEqual(['harness/cli/bin.js'])
	})

	it('and then no more than that verb needs: no VM, and no suites’ packages', async () => {
		const modules = await loadedModules('diff', 'no-such-run', 'no-such-run')
		expect(modules).toContain('harness/cli/verbs/diff/action.ts')
		expect(modules.filter((path) => path.startsWith('vm/qemu/') || path.startsWith('harness/run/'))).toEqual(
			[],
		)
	})

	it('a plan is estimated without what runs one, or gets its artifacts', async () => {
		const modules = await loadedModules('plan', '--preset', 'quick')
		expect(modules).toContain('images/providers/registry.ts')
		expect(modules.filter((path) => /^(vm\/qemu|harness\/run)\//.test(path))).toEqual([])
		const machinery =
			/^images\/(index\.ts|host\/|probe\/|artifacts\/(apt\/(?!debian-names)|download|store|unpack))/
		expect(modules.filter((path) => machinery.test(path))).toEqual([])
	})
})
