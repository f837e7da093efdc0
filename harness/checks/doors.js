import { existsSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'

/** The outermost folder with an `index.ts` that a file lies in and its importer does not; undefined where none is. */
function doorTo(target, importer, root) {
	let door
	for (let folder = dirname(target); folder.startsWith(root + sep); folder = dirname(folder))
		if (!importer.startsWith(folder + sep) && existsSync(join(folder, 'index.ts'))) door = folder
	return door
}

/** Whether a file is there for tests only, and may have what is made up for them. */
const isForTests = (path) =>
	/\.(test|fixture)\.[jt]s$|\/(example|fake)-[^/]+$/.test(path) ||
	/\/(testing|fixtures|vm-tests|bench|fake)\//.test(path)

const doors = {
	meta: {
		type: 'problem',
		schema: [],
		messages: {
			door: 'Enter {{folder}}/ through its index.ts.',
			testing: '{{source}} is for tests only.',
		},
	},
	create(context) {
		const root = context.cwd
		const importer = context.filename
		function check(node) {
			const source = node.source?.value
			if (typeof source !== 'string') return
			if (/^#.*\/testing$/.test(source) && !isForTests(importer))
				context.report({ node, messageId: 'testing', data: { source } })
			if (!source.startsWith('.')) return
			const target = resolve(dirname(importer), source)
			if (/\/testing\/index\.ts$/.test(target) && !isForTests(importer))
				context.report({ node, messageId: 'testing', data: { source } })
			const door = doorTo(target, importer, root)
			if (door !== undefined && target !== join(door, 'index.ts'))
				context.report({ node, messageId: 'door', data: { folder: door.slice(root.length + 1) } })
		}
		return {
			ImportDeclaration: check,
			ExportNamedDeclaration: check,
			ExportAllDeclaration: check,
			ImportExpression: check,
		}
	},
}

/**
 * ESLint's rules of this house: a folder with an `index.ts` is entered through it.
 * @type {import('eslint').ESLint.Plugin}
 */
export default { rules: { doors } }
