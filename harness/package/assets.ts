/** What the product reads by its path when it runs: files and folders, which stand in `dist/` where they stand among the sources. */
export const assets = [
	'harness/collect/collect.sh',
	'harness/matrix/file/matrix.schema.json',
	'harness/matrix/presets',
	'images/artifacts/built-kernel/configs',
	'images/artifacts/lock/lock.schema.json',
	'images/guest/rootfs',
	'images/guest/distributions/debian-13-apparmor/rootfs',
	'images/guest/setup.sh',
	'images/probe/rootfs',
	'results/schema/results.schema.json',
	'vm/host/run.sh',
	'vm/kernel/initrd',
	'vm/lima/run.sh',
	'vm/qemu/supervise.sh',
] as const

/** In those folders, but for development only. */
export const isAsset = (path: string): boolean => !/(^|\/)(tsconfig\.json|[^/]+\.(ts|md))$/.test(path)

/** What is started or imported from outside, and its sources. */
export const entries = {
	main: 'harness/cli/main.ts',
	library: 'harness/library/index.ts',
	plugin: 'harness/library/plugin.ts',
	schema: 'harness/library/schema.ts',
	child: 'suites/runner/child.ts',
	'every-check': 'suites/runner/every-check.ts',
	'late-checks': 'suites/runner/late-checks.ts',
	'keeper-main': 'harness/shell/keeper-main.ts',
} as const

/** Those that are started by the path of their source, where they stand in `dist/` as well. */
export const startedByPath: readonly (keyof typeof entries)[] = [
	'child',
	'every-check',
	'late-checks',
	'keeper-main',
]
