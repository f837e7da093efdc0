import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** Which of the five top-level doors a folder may open; `vm/host` is the lower layer, and `vm/kernel` reads kernels without a VM. */
const mayImport = {
	harness: ['results', 'vm', 'images', 'suites'],
	suites: ['results', 'vm'],
	images: ['results', 'vm/host', 'vm/kernel'],
	vm: ['results'],
	results: [],
}

/** Calls `check` for each statement and call that takes something from another module by its name. */
const eachSource = (check) => {
	const visit = (node) => {
		if (typeof node.source?.value === 'string') check(node, node.source.value)
	}
	return {
		ImportDeclaration: visit,
		ExportNamedDeclaration: visit,
		ExportAllDeclaration: visit,
		ImportExpression: visit,
	}
}

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
		return eachSource((node, source) => {
			if (/^#.*\/testing$/.test(source) && !isForTests(importer))
				context.report({ node, messageId: 'testing', data: { source } })
			if (!source.startsWith('.')) return
			const target = resolve(dirname(importer), source)
			if (/\/testing\/index\.ts$/.test(target) && !isForTests(importer))
				context.report({ node, messageId: 'testing', data: { source } })
			const door = doorTo(target, importer, root)
			if (door !== undefined && target !== join(door, 'index.ts'))
				context.report({ node, messageId: 'door', data: { folder: door.slice(root.length + 1) } })
		})
	},
}

const folders = {
	meta: {
		type: 'problem',
		schema: [],
		messages: {
			around: 'Enter another top-level folder through its door: #results, #vm, #images, #suites.',
			closed: '{{folder}}/ may import only: {{allowed}}.',
		},
	},
	create(context) {
		const [folder] = relative(context.cwd, context.filename).split(sep)
		const allowed = Object.hasOwn(mayImport, folder) ? mayImport[folder] : undefined
		if (allowed === undefined) return {}
		const opens = (door) =>
			allowed.some(
				(name) =>
					door === name || (name.includes('/') ? door === `${name}/testing` : door.startsWith(`${name}/`)),
			)
		return eachSource((node, source) => {
			const [, up] = /^(?:\.\.\/)+([^/]+)\//.exec(source) ?? []
			if (up !== undefined && Object.hasOwn(mayImport, up)) context.report({ node, messageId: 'around' })
			const [, door, top] = /^#(([^/]+).*)/.exec(source) ?? []
			if (top !== undefined && Object.hasOwn(mayImport, top) && top !== folder && !opens(door))
				context.report({
					node,
					messageId: 'closed',
					data: { folder, allowed: allowed.map((name) => `#${name}`).join(', ') || 'nothing of the project' },
				})
		})
	},
}

const spreadLiteral = {
	meta: {
		type: 'suggestion',
		schema: [],
		messages: { spread: 'Write the properties themselves: a spread literal only saves lines.' },
	},
	create: (context) => ({
		'ObjectExpression > SpreadElement > ObjectExpression': (node) =>
			context.report({ node, messageId: 'spread' }),
	}),
}

/** The linter's rules of this house: through which doors a file enters which folders, and no literal is spread. */
export default { meta: { name: 'house' }, rules: { doors, folders, 'spread-literal': spreadLiteral } }
