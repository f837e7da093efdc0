import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import type { BuildOptions } from './build-package.ts'
import { trimTypes, withNodeTypes } from './trim-types.ts'

/** What other programs import. */
const doors = ['index', 'plugin', 'schema'].map((name) => `harness/library/${name}.ts`)

/**
 * Writes the declarations of the library and of all that it names, at the paths of their sources below `outdir`. Inside, each
 * names the others by relative paths, since the package's `#` names are the clone's own; and a name is imported from where it
 * is declared, not through a door, which would bring all that the door has.
 */
export async function emitTypes({
	root,
	outdir,
	say = () => {},
}: Omit<BuildOptions, 'packages'>): Promise<void> {
	say('Writing the types of the library')
	const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), (path) => ts.sys.readFile(path)) as {
		config: object
	}
	const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root)
	const program = ts.createProgram(
		doors.map((door) => join(root, door)),
		{
			...options,
			noEmit: false,
			declaration: true,
			emitDeclarationOnly: true,
			rootDir: root,
			outDir: outdir,
		},
	)
	const emitted = new Map<string, string>()
	program.emit(undefined, (path, text) => void emitted.set(relative(outdir, path), text), undefined, true)
	say('Leaving out what nobody can name')
	const rewrite = rewriter(program, root)
	await rm(outdir, { recursive: true, force: true })
	const todo = doors.map(declarationOf)
	const rewritten = new Map<string, string>()
	for (let path = todo.pop(); path !== undefined; path = todo.pop()) {
		if (rewritten.has(path)) continue
		const text = emitted.get(path)
		if (text === undefined) throw new Error(`There is no declaration ${path}.`)
		rewritten.set(
			path,
			rewrite(path, text, (target) => todo.push(target)),
		)
	}
	for (const [path, text] of trimTypes(rewritten, doors.map(declarationOf))) {
		await mkdir(dirname(join(outdir, path)), { recursive: true })
		// A quarter of it is indentation otherwise.
		const tabs = text.replace(/^(?: {4})+/gm, (blanks) => '\t'.repeat(blanks.length / 4))
		await writeFile(join(outdir, path), withNodeTypes(tabs))
	}
}

const declarationOf = (source: string): string => source.replace(/\.(ts|js)$/, '.d.ts')

type Rewrite = (path: string, text: string, needs: (declaration: string) => void) => string

function rewriter(program: ts.Program, root: string): Rewrite {
	const checker = program.getTypeChecker()
	const host = ts.createCompilerHost(program.getCompilerOptions())

	/** The file of the package that a specifier means; undefined for other packages. */
	const fileOf = (specifier: string, from: string): ts.SourceFile | undefined => {
		if (!/^[.#]/.test(specifier)) return undefined
		const containing = join(root, from.replace(/\.d\.ts$/, '.ts'))
		const { resolvedModule } = ts.resolveModuleName(specifier, containing, program.getCompilerOptions(), host)
		const found = resolvedModule && program.getSourceFile(resolvedModule.resolvedFileName)
		if (!found) throw new Error(`${from} names ${specifier}, which is not there.`)
		return found
	}

	/** Where a name that a file exports is declared, and what it is called there. */
	const origin = (file: ts.SourceFile, name: string): { readonly file: string; readonly name: string } => {
		const module = checker.getSymbolAtLocation(file)
		const exported = module && checker.getExportsOfModule(module).find((one) => one.name === name)
		if (!exported) return { file: relative(root, file.fileName), name }
		const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported
		const declared = symbol.declarations?.[0]?.getSourceFile().fileName ?? file.fileName
		// Another package's, or a whole module: through the door after all.
		if (relative(root, declared).startsWith('node_modules') || symbol.flags & ts.SymbolFlags.ValueModule)
			return { file: relative(root, file.fileName), name }
		return { file: relative(root, declared), name: symbol.name }
	}

	return (path, text, needs) => {
		const pathTo = (file: string): string => {
			const target = declarationOf(file)
			needs(target)
			const next = relative(dirname(path), target).replace(/\.d\.ts$/, '.js')
			return next.startsWith('.') ? next : `./${next}`
		}
		const edits: { readonly from: number; readonly to: number; readonly text: string }[] = []
		const parsed = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true)
		const visit = (node: ts.Node): void => {
			if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
				const literal = node.argument.literal as ts.StringLiteral
				const file = fileOf(literal.text, path)
				if (file) {
					const name = node.qualifier && ts.isIdentifier(node.qualifier) ? node.qualifier : undefined
					const found = name && origin(file, name.text)
					const target = found?.file ?? relative(root, file.fileName)
					edits.push({ from: literal.getStart(), to: literal.end, text: `"${pathTo(target)}"` })
					if (name && found) edits.push({ from: name.getStart(), to: name.end, text: found.name })
				}
			}
			if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
				const literal = node.moduleSpecifier as ts.StringLiteral
				const file = fileOf(literal.text, path)
				const clause = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause
				if (file && clause && (ts.isNamedImports(clause) || ts.isNamedExports(clause))) {
					const word = ts.isImportDeclaration(node) ? 'import' : 'export'
					const isType = ts.isImportDeclaration(node) ? node.importClause?.isTypeOnly : node.isTypeOnly
					const lines = clause.elements.map((element) => {
						const found = origin(file, (element.propertyName ?? element.name).text)
						const local = element.name.text
						const named = found.name === local ? local : `${found.name} as ${local}`
						const type = isType || element.isTypeOnly ? ' type' : ''
						return `${word}${type} { ${named} } from '${pathTo(found.file)}';`
					})
					edits.push({ from: node.getStart(), to: node.end, text: lines.join('\n') })
				} else if (file) {
					const text = `'${pathTo(relative(root, file.fileName))}'`
					edits.push({ from: literal.getStart(), to: literal.end, text })
				}
				return
			}
			ts.forEachChild(node, visit)
		}
		visit(parsed)
		return edits
			.toSorted((a, b) => b.from - a.from)
			.reduce((whole, { from, to, text: by }) => whole.slice(0, from) + by + whole.slice(to), text)
	}
}
