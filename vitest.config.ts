import { defineConfig } from 'vitest/config'

export default defineConfig({
	test: {
		projects: [
			{
				test: {
					name: 'unit',
					include: ['{harness,suites,images,vm,results}/**/*.test.ts'],
					exclude: ['**/*vm.test.ts', '**/*.{browser,package,services}.test.ts', '**/node_modules/**'],
					testTimeout: 30_000,
					// What tests share is made by programs too, on the same busy machine.
					hookTimeout: 30_000,
					// A process per worker, not per file: loading the modules for each file took most of the time.
					isolate: false,
					// The default leaves a core idle, which is half of a small machine.
					maxWorkers: '100%',
					unstubEnvs: true,
					unstubGlobals: true,
					// Processes are waited for; a busy machine (a VM beside the tests) starts them late.
					expect: { poll: { timeout: 20_000 } },
				},
			},
			{
				test: {
					name: 'browser',
					include: ['{harness,results}/**/*.browser.test.ts'],
					// One Chromium at a time; a first start on a busy machine takes its time.
					fileParallelism: false,
					testTimeout: 120_000,
					hookTimeout: 120_000,
				},
			},
			{
				test: {
					name: 'package',
					// Each builds, packs and installs the whole of it, which no other test waits for.
					include: ['harness/**/*.package.test.ts'],
					testTimeout: 300_000,
					hookTimeout: 600_000,
				},
			},
			{
				test: {
					name: 'services',
					include: ['harness/**/*.services.test.ts'],
					// Real registries, Redis and PostgreSQL from Debian, which share two cores with what asks them.
					maxWorkers: 2,
					testTimeout: 120_000,
					hookTimeout: 120_000,
					expect: { poll: { timeout: 60_000 } },
				},
			},
			{
				test: {
					name: 'vm',
					include: ['{harness,suites,images,vm}/**/*.vm.test.ts'],
					// Real VMs under TCG, as many as there are cores: never two such files at once.
					fileParallelism: false,
					testTimeout: 20 * 60_000,
					hookTimeout: 20 * 60_000,
				},
			},
			{
				test: {
					name: 'one-vm',
					include: ['{harness,suites,images,vm}/**/*.one-vm.test.ts'],
					// Each keeps one core busy.
					maxWorkers: 2,
					testTimeout: 20 * 60_000,
					hookTimeout: 20 * 60_000,
				},
			},
		],
	},
})
