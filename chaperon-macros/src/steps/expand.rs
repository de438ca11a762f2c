//! The calls that the steps become.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, TokenStreamExt, quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Expr, Path};

use super::arguments::Arguments;
use super::model::{Call, Chain, Child, Joined, Step, Steps};
use crate::block::{self, Block, Place, Required};
use crate::duration;
use crate::private::Private;
use crate::written::written;

/// An expression of type `Result` that does all steps.
pub fn expand(steps: &Steps, private: &Private) -> TokenStream {
    let session = &steps.session;
    let traits = traits(steps, private);
    let statements = steps.steps.iter().map(|step| statement(step, session, private));
    quote!({
        #traits
        #(#statements)*
        #private::Outcome::<(), #private::Error>::Ok(())
    })
}

/// What decides whether the outcome of a method is awaited.
fn traits(steps: &Steps, private: &Private) -> Option<TokenStream> {
    let methods = steps.steps.iter().any(|step| matches!(step, Step::Method(_)));
    methods.then(|| quote!(use #private::{AwaitedStep as _, FallibleStep as _, PlainStep as _};))
}

fn statement(step: &Step, session: &Expr, private: &Private) -> TokenStream {
    match step {
        Step::Call(call) => direct(call, session, private),
        Step::Method(chain) => method(chain, session, private),
        Step::Macro(tokens) => {
            let tokens = duration::expand_all(tokens.clone(), private);
            quote!(#tokens;)
        }
        Step::Traced(call) => traced(call, session, private),
        Step::Spawn { name, child } => spawn(name, child, session, private),
        Step::Join(joined) => join(joined, session),
        Step::Run { scenario, config, scheduled } => {
            let verb = if *scheduled { "schedule_scenario" } else { "run_scenario" };
            run(verb, scenario, config, session, private)
        }
    }
}

fn here(tokens: &impl Spanned) -> Span {
    Span::mixed_site().located_at(tokens.span())
}

/// The user's variable, shown where it is used: at the step.
fn session_at(place: Span, session: &Expr) -> TokenStream {
    let tokens = session.to_token_stream().into_iter();
    tokens
        .map(|mut token| {
            token.set_span(token.span().located_at(place));
            token
        })
        .collect()
}

fn direct(call: &Call, session: &Expr, private: &Private) -> TokenStream {
    let Call { function, args } = call;
    let mut arguments = Arguments::new(private);
    let args = arguments.take(args);
    let session = session_at(function.span(), session);
    arguments.around(quote_spanned!(here(function)=> #function(&mut *#session, #(#args),*).await?;))
}

fn method(chain: &Chain, session: &Expr, private: &Private) -> TokenStream {
    let mut arguments = Arguments::new(private);
    let links = links(chain, &mut arguments);
    let session = session_at(chain.span(), session);
    let step = quote_spanned!(here(chain)=> #private::Step(#session #links).take_step().await?;);
    arguments.around(step)
}

fn links(chain: &Chain, arguments: &mut Arguments<'_>) -> TokenStream {
    let links = chain.0.iter().map(|link| {
        let (dot, method, generics) = (&link.dot, &link.method, &link.generics);
        let args = arguments.take(&link.args);
        let mut tokens = quote!(#dot #method #generics);
        link.paren.surround(&mut tokens, |tokens| tokens.append_separated(args, quote!(,)));
        tokens
    });
    links.collect()
}

/// The function is bound before it is named, so that one with generics is inferred once.
fn traced(call: &Call, session: &Expr, private: &Private) -> TokenStream {
    let Call { function, args } = call;
    let span = here(function);
    let (traced, inner) = (Ident::new("function", span), Ident::new("session", span));
    let mut arguments = Arguments::new(private);
    let args = arguments.take(args);
    let session = session_at(span, session);
    arguments.around(quote_spanned! {span=>
        match #function {
            #traced => {
                #session
                    .call_traced(async |#inner| #traced(#inner, #(#args),*).await)
                    .named(&#private::call_name(&#traced))
                    .await?;
            }
        }
    })
}

fn spawn(name: &Ident, child: &Child, session: &Expr, private: &Private) -> TokenStream {
    let inner = Ident::new("session", Span::mixed_site().located_at(name.span()));
    let mut arguments = Arguments::new(private);
    let (span, body) = match child {
        Child::Call(Call { function, args }) => {
            let args = arguments.take(args);
            (here(function), quote_spanned!(here(function)=> #function(#inner, #(#args),*).await))
        }
        Child::Method(chain) => {
            let links = links(chain, &mut arguments);
            (here(chain), quote_spanned!(here(chain)=> #inner #links.await))
        }
    };
    let name = named(name);
    let session = session_at(span, session);
    arguments.around(quote_spanned! {span=>
        #session.spawn(#name, async move |#inner| #body);
    })
}

fn join(joined: &Joined, session: &Expr) -> TokenStream {
    match joined {
        Joined::One(name) => {
            let (text, session) = (named(name), session_at(name.span(), session));
            quote_spanned!(here(name)=> #session.join(#text).await?;)
        }
        Joined::All(names) => {
            let names = names.iter().map(named);
            quote!(#session.join([#(#names),*]).await?;)
        }
    }
}

/// The name as text, at the place of the name.
fn named(name: &Ident) -> TokenStream {
    let text = name.unraw().to_string();
    quote_spanned!(name.span()=> #text)
}

/// The config is built before the session is borrowed; what it needs is checked where it stands.
fn run(
    verb: &str,
    scenario: &Path,
    block: &Block,
    session: &Expr,
    private: &Private,
) -> TokenStream {
    let span = here(scenario);
    let verb = Ident::new(verb, span);
    let name = written(scenario);
    let config = quote_spanned!(span=> <#scenario as #private::Scenario>::Config);
    let given = [block::paths(block)];
    let required = Required {
        span,
        place: Place::Step,
        scenario: quote!(#name),
        config,
        given: &given,
        assigned: &[],
    };
    let check = (!block.may_have_more()).then(|| required.check(private));
    let layer = block::layer(block, private, scenario);
    let session = session_at(span, session);
    quote_spanned! {span=>
        match #layer {
            layer => {
                #check
                #session.#verb::<#scenario>(#private::set_layer(layer)).await?;
            }
        }
    }
}

impl ToTokens for Chain {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        if let Some(link) = self.0.first() {
            link.dot.to_tokens(tokens);
            link.method.to_tokens(tokens);
        }
    }
}
