package dev.handoff.conformance;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import dev.handoff.tlc.Evaluator.ActionSignature;
import dev.handoff.trace.EnvironmentActions;
import dev.handoff.trace.SpecAction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which code says that it performs which action, held against the actions that the specifications
 * have.
 */
final class Mapping {
  private record Performed(String action, List<String> arguments, String place) {}

  private record Declared(String action, String why, String place) {}

  private final Map<String, List<ActionSignature>> modules;
  private final List<Performed> performed = new ArrayList<>();
  private final List<Declared> declared = new ArrayList<>();

  /**
   * Collects what the classes say.
   *
   * @param modules the actions of each module by its name
   */
  Mapping(Map<String, List<ActionSignature>> modules, JavaClasses classes) {
    this.modules = modules;
    for (JavaClass type : classes) {
      environment(type)
          .forEach(
              environment ->
                  Stream.of(environment.actions())
                      .map(action -> environment.module() + "!" + action)
                      .map(action -> new Declared(action, environment.why(), type.getName()))
                      .forEach(declared::add));
      type.getMethods()
          .forEach(
              method ->
                  actions(method)
                      .map(
                          action ->
                              new Performed(
                                  action.value(),
                                  List.of(action.arguments()),
                                  method.getOwner().getName() + "." + method.getName()))
                      .forEach(performed::add));
    }
  }

  private static Stream<SpecAction> actions(JavaMethod method) {
    Optional<SpecAction> one = method.tryGetAnnotationOfType(SpecAction.class);
    Optional<SpecAction.All> several = method.tryGetAnnotationOfType(SpecAction.All.class);
    return Stream.concat(one.stream(), several.stream().flatMap(all -> Stream.of(all.value())));
  }

  private static Stream<EnvironmentActions> environment(JavaClass type) {
    Optional<EnvironmentActions> one = type.tryGetAnnotationOfType(EnvironmentActions.class);
    Optional<EnvironmentActions.All> several =
        type.tryGetAnnotationOfType(EnvironmentActions.All.class);
    return Stream.concat(one.stream(), several.stream().flatMap(all -> Stream.of(all.value())));
  }

  int methodCount() {
    return (int) performed.stream().map(Performed::place).distinct().count();
  }

  int performedCount() {
    return performed.size();
  }

  int declaredCount() {
    return declared.size();
  }

  /** What does not fit, each with its place and a remedy. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Map<String, ActionSignature> signatures = new LinkedHashMap<>();
    modules.forEach(
        (module, actions) ->
            actions.forEach(action -> signatures.put(module + "!" + action.name(), action)));
    signatures.forEach((action, signature) -> judge(action, signature, problems));
    for (Performed method : performed) {
      if (!signatures.containsKey(method.action())) {
        problems.add(unknown(method.place(), method.action(), "@SpecAction"));
      }
    }
    for (Declared declaration : declared) {
      if (!signatures.containsKey(declaration.action())) {
        problems.add(unknown(declaration.place(), declaration.action(), "@EnvironmentActions"));
      }
      if (declaration.why().isBlank()) {
        problems.add(
            "%s: nobody is said to perform %s; say who in 'why'"
                .formatted(declaration.place(), declaration.action()));
      }
    }
    return problems;
  }

  private void judge(String action, ActionSignature signature, List<String> problems) {
    List<Performed> methods =
        performed.stream().filter(method -> method.action().equals(action)).toList();
    List<String> declarations =
        declared.stream()
            .filter(declaration -> declaration.action().equals(action))
            .map(Declared::place)
            .toList();
    List<String> places =
        Stream.concat(methods.stream().map(Performed::place), declarations.stream()).toList();
    if (places.isEmpty()) {
      problems.add(
          ("%s: nothing performs %s; annotate the method that does with @SpecAction(\"%s\"), or,"
                  + " if no code does, name it in @EnvironmentActions of the package")
              .formatted(signature.place(), action, action));
    } else if (places.size() > 1) {
      problems.add(
          "%s: %s is claimed %d times, by %s; leave it to one of them"
              .formatted(signature.place(), action, places.size(), String.join(", ", places)));
    }
    for (Performed method : methods) {
      if (!method.arguments().equals(signature.parameters())) {
        problems.add(
            "%s: the arguments of %s are %s here, and %s at %s; make them the specification's"
                .formatted(
                    method.place(),
                    action,
                    method.arguments(),
                    signature.parameters(),
                    signature.place()));
      }
    }
  }

  private String unknown(String place, String action, String annotation) {
    String module = action.replaceFirst("!.*", "");
    if (!modules.containsKey(module)) {
      return "%s: %s names %s, but the modules are %s; write Module!Action"
          .formatted(place, annotation, action, modules.keySet());
    }
    return "%s: %s names %s, but %s has %s; name one of them, or take it away"
        .formatted(
            place,
            annotation,
            action,
            module,
            modules.getOrDefault(module, List.of()).stream().map(ActionSignature::name).toList());
  }
}
