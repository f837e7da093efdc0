import { kernelFilesName, parseKernelFiles } from '../kernel-files.ts'
import type { Provider } from '../provider.ts'
import type { KernelFile } from '../values.ts'

interface Value {
	readonly provider: string
	readonly files: readonly KernelFile[]
}

export const file: Provider = {
	prefix: 'file',
	about:
		'A kernel of one’s own: all files of one kernel, as for `kernel inspect`, meant from the matrix file’s directory; their sums are recorded, and enforced where they are given.',
	kernel: {
		examples: [
			{ value: 'file:PATH' },
			{ value: 'file:PATH,PATH#sha256=SUM', what: 'a set of files' },
			{ value: 'file:DISK#release=RELEASE', what: 'one of the kernels on a disk' },
		],
		parse: (rest) => {
			const files = parseKernelFiles(rest)
			return files && { files }
		},
		slug: ({ files }: Value) => `file-${kernelFilesName(files)}`,
		// They lie on this machine: what they were is recorded.
		pins: () => [],
		obtain: async ({ files }: Value, context) =>
			(await import('../../artifacts/file-kernel.ts')).fileKernel(files, context),
	},
}
