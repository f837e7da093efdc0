import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** Which top-level doors a folder may open; `vm/host` is the lower layer, and `vm/kernel` reads kernels without a VM. */
const mayImport = {
	harness: ['results', 'vm', 'images', 'suites'],
	suites: ['results', 'vm'],
	images: ['results', 'vm/host', 'vm/kernel'],
	vm: ['results'],
	'vm/host': ['results'],
	results: [],
}

/** These make Node read TypeScript: there is no door to open before them. */
const beforeDoors = /^vm\/host\/typescript\/(own-cache|register)\.js$/

/** The text of a module's name: `'…'`, or a template without anything in it. */
const textOf = (source) =>
	source?.type === 'TemplateLiteral' && source.expressions.length === 0
		? source.quasis[0].value.cooked
		: source?.value

/**
 * Calls `check` for each statement and call that takes something from another module of the project: with its
 * name, and its file as a path from the root.
 */
const eachSource = (context, check) => {
	const importer = relative(context.cwd, context.filename)
	const visit = (node) => {
		const source = textOf(node.source)
		if (typeof source !== 'string' || !/^[.#]/.test(source)) return
		const target = source.startsWith('#')
			? join(source.slice(1), 'index.ts')
			: relative(context.cwd, resolve(dirname(context.filename), source))
		if (!(beforeDoors.test(target) && importer.endsWith('.js'))) check({ node, source, importer, target })
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
	for (let folder = dirname(target); folder !== '.' && !folder.startsWith('..'); folder = dirname(folder))
		if (!importer.startsWith(folder + sep) && existsSync(join(root, folder, 'index.ts'))) door = folder
	return door
}

/** `suites/fixtures` is what checks need in a guest, and `bench` is a verb. */
const product = /^(suites\/fixtures|harness\/(cli\/verbs\/)?bench)\//

/** Whether a file is there for tests only, and may have what is made up for them. */
const isForTests = (path) =>
	/\.(test|fixture)\.[jt]s$|(^|\/)(example|fake)-[^/]+$/.test(path) ||
	(/(^|\/)(testing|fixtures|vm-tests|bench|fake)\/|^harness\/faults\//.test(path) && !product.test(path))

const doors = {
	meta: {
		type: 'problem',
		schema: [],
		messages: {
			door: 'Enter {{folder}}/ through its index.ts.',
			testing: '{{source}} is for tests only.',
		},
	},
	create: (context) =>
		eachSource(context, ({ node, source, importer, target }) => {
			if (isForTests(target) && !isForTests(importer))
				context.report({ node, messageId: 'testing', data: { source } })
			if (source.startsWith('#')) return
			const folder = doorTo(target, importer, context.cwd)
			if (folder !== undefined && target !== join(folder, 'index.ts'))
				context.report({ node, messageId: 'door', data: { folder } })
		}),
}

const topOf = (path) => path.split(sep)[0]
const isIn = (folder, path) => path.startsWith(folder + sep)

const folders = {
	meta: {
		type: 'problem',
		schema: [],
		messages: {
			around: 'Enter another top-level folder through its door: #results, #vm, #images, #suites.',
			closed: '{{folder}}/ may import only: {{allowed}}.',
		},
	},
	create: (context) =>
		eachSource(context, ({ node, source, importer, target }) => {
			// The last is the innermost.
			const folder = Object.keys(mayImport).findLast((one) => isIn(one, importer))
			const top = topOf(target)
			if (folder === undefined || !Object.hasOwn(mayImport, top)) return
			if (source.startsWith('.') && top !== topOf(importer)) context.report({ node, messageId: 'around' })
			else if (!isIn(folder, target) && !mayImport[folder].some((name) => opens(name, dirname(target))))
				context.report({
					node,
					messageId: 'closed',
					data: {
						folder,
						allowed: mayImport[folder].map((name) => `#${name}`).join(', ') || 'nothing of the project',
					},
				})
		}),
}

/** Of a top folder each door may be opened, of a folder in one its own, and what it has for tests. */
const opens = (name, door) =>
	door === name || (name.includes('/') ? door === `${name}/testing` : door.startsWith(`${name}/`))

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
